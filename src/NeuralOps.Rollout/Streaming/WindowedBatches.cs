using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>
/// Gives each batch of a source once for every window of the horizon, in order, so that a <see
/// cref="Trainer{TBatch}"/> trains the whole horizon with the memory of one window and resumes at any of them.
/// </summary>
/// <remarks>
/// With <see cref="TrainerOptions.AccumulateBatches"/> of 1 every window makes an update; with the number of windows,
/// every batch does, and its gradient is that of <see cref="RolloutObjective"/> with the same options.
/// </remarks>
/// <typeparam name="TBatch">A batch of the source.</typeparam>
public sealed class WindowedBatches<TBatch> : IBatchSource<WindowedBatch<TBatch>>
{
    private readonly IBatchSource<TBatch> source;
    private readonly RolloutOptions options;
    private readonly HorizonCurriculum? curriculum;

    /// <summary>The windows of a source's batches.</summary>
    /// <param name="source">The batches; disposed of with this object.</param>
    /// <param name="options">Horizon and window, usually <see cref="RolloutOptions.Streaming"/>.</param>
    /// <param name="curriculum">The horizon by epoch, instead of that of the options.</param>
    /// <exception cref="ArgumentException">The options are not for windows, or the curriculum counts
    /// updates.</exception>
    public WindowedBatches(
        IBatchSource<TBatch> source, RolloutOptions options, HorizonCurriculum? curriculum = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(options);
        options.RequireWindows();
        if (curriculum is { PerEpoch: false })
        {
            throw new ArgumentException(
                "Expected a curriculum per epoch, since the horizon decides how many windows an epoch has, got one per "
                + "update.", nameof(curriculum));
        }

        (this.source, this.options, this.curriculum) = (source, options, curriculum);
    }

    /// <inheritdoc/>
    public int BatchesPerEpoch => source.BatchesPerEpoch * Windows(curriculum?.End ?? options.Horizon);

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => source.BatchesIn(epoch) * Windows(HorizonIn(epoch));

    /// <inheritdoc/>
    public IEnumerable<WindowedBatch<TBatch>> Epoch(int epoch, int firstBatch = 0)
    {
        int horizon = HorizonIn(epoch);
        (int first, int skip) = Math.DivRem(firstBatch, Windows(horizon));
        foreach (var batch in source.Epoch(epoch, first))
        {
            try
            {
                foreach (var window in HorizonWindow.Of(horizon, options.Window).Skip(skip))
                {
                    yield return new WindowedBatch<TBatch>(batch, window);
                }
            }
            finally
            {
                (batch as IDisposable)?.Dispose();
            }

            skip = 0;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();

    private int HorizonIn(int epoch) => curriculum?.At(epoch) ?? options.Horizon;

    private int Windows(int horizon) => HorizonWindow.CountOf(horizon, options.Window);
}
