using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>The sequences of a run, divided by the scales of the training split, in batches.</summary>
internal sealed class FluidData : IDisposable
{
    /// <summary>Reads both splits.</summary>
    /// <param name="options">Folders, windows and batches.</param>
    public FluidData(FluidRunOptions options)
    {
        Scales = options.FieldStats is { } statistics ? FieldScales.Load(statistics) : ScalesOf(options);
        Training = Loader(options.TrainData, options, isTraining: true);
        Validation = Loader(options.ValidationData, options, isTraining: false);
    }

    /// <summary>What the fields are divided by.</summary>
    public FieldScales Scales { get; }

    /// <summary>Shuffled and mirrored windows of the horizon and the burn-in.</summary>
    public BatchLoader<FluidBatch> Training { get; }

    /// <summary>Every window of the validation horizon, in order.</summary>
    public BatchLoader<FluidBatch> Validation { get; }

    /// <summary>K of the validation.</summary>
    public static int ValidationHorizon(FluidRunOptions options) =>
        options.ValidationUseRolloutK ? options.Horizon : 1;

    /// <inheritdoc/>
    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }

    private static FieldScales ScalesOf(FluidRunOptions options) => FieldStatistics
        .Of(SequenceFiles.In(options.TrainData).Select(FluidSequence.Read), options.TrainData)
        .Scales(velocity: options.VelocityScale);

    private BatchLoader<FluidBatch> Loader(string folder, FluidRunOptions options, bool isTraining)
    {
        FluidDatasetOptions windows = isTraining
            ? FluidDatasetOptions.Training(FluidObjective.WindowFrames(options), options.RolloutStride) with
            {
                Stride = Math.Max(1, (int)Math.Round(options.RolloutStride * options.Horizon)),
                FlipProbability = options.Augmentation.EnableAugmentation ? options.Augmentation.FlipProbability : 0,
            }
            : FluidDatasetOptions.Evaluation(ValidationHorizon(options));
        var dataset = FluidSequenceDataset.Open(folder, windows with
        {
            MaskTime = options.MaskTime,
            Scales = Scales,
            Preload = options.PreloadDataset,
        });
        return new BatchLoader<FluidBatch>(dataset, new LoaderOptions
        {
            BatchSize = options.BatchSize,
            Shuffle = isTraining,
            Seed = (ulong)options.Seed,
            Workers = options.NumWorkers,
            DropLast = isTraining,
        });
    }
}
