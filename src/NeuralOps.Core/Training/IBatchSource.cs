namespace NeuralOps.Core;

/// <summary>
/// Batches of one data set in an order that depends only on the source's seed and the epoch, so that a run can resume
/// at any batch. Implemented by the loaders and by users who feed a trainer from elsewhere.
/// </summary>
/// <typeparam name="TBatch">What one training step takes; whoever enumerates disposes of it.</typeparam>
public interface IBatchSource<TBatch> : IDisposable
{
    /// <summary>The number of batches of the longest epoch.</summary>
    int BatchesPerEpoch { get; }

    /// <summary>The number of batches of one epoch, where epochs differ; never more than
    /// <see cref="BatchesPerEpoch"/>.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    int BatchesIn(int epoch) => BatchesPerEpoch;

    /// <summary>The batches of an epoch; two calls with equal arguments give equal batches.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="firstBatch">The first batch to give, in [0, <see cref="BatchesPerEpoch"/>]: the resume
    /// position.</param>
    IEnumerable<TBatch> Epoch(int epoch, int firstBatch = 0);
}
