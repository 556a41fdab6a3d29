namespace NeuralOps.Data;

/// <summary>Training windows that a <see cref="BatchLoader{TBatch}"/> puts together on its worker threads.</summary>
/// <typeparam name="TBatch">Plain managed memory until the consumer asks it for tensors.</typeparam>
public interface IWindowDataset<out TBatch> where TBatch : IDisposable
{
    /// <summary>Number of windows of an epoch; epoch 0 has the most.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    int Count(int epoch);

    /// <summary>Puts a batch together; called from several threads, and makes no tensors.</summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    /// <param name="windows">Windows of that epoch, each in [0, <see cref="Count"/>).</param>
    /// <param name="seed">Seeds the random draws; those of a window depend on seed, epoch and window alone.</param>
    TBatch Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed);
}
