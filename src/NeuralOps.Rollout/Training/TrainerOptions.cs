namespace NeuralOps.Rollout;

/// <summary>How a <see cref="Trainer{TBatch}"/> runs. One of <see cref="Epochs"/> and <see cref="Steps"/> is set, or
/// both.</summary>
public sealed record TrainerOptions
{
    /// <summary>The number of passes over the data after which the run ends.</summary>
    public int? Epochs { get; init; }

    /// <summary>The number of updates after which the run ends.</summary>
    public long? Steps { get; init; }

    /// <summary>The seed of libtorch's default generator at the start of the run.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>The optimiser.</summary>
    public DescentOptions Optimizer { get; init; } = new();

    /// <summary>The course of the learning rate.</summary>
    public ScheduleOptions Schedule { get; init; } = new();

    /// <summary>The number of batches whose mean gradient makes one update, from 1; the last update of an epoch takes
    /// the rest.</summary>
    public int AccumulateBatches
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The greatest norm of the whole gradient, above 0; a longer one is scaled down. Null does not
    /// clip.</summary>
    public double? ClipNorm
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(value));
            field = value;
        }
    }

    /// <summary>The share of updates that may be skipped because loss or gradient is not finite, in [0, 1].</summary>
    public double SkippedShare { get; init; } = 0.05;

    /// <summary>When the run ends early; null never.</summary>
    public EarlyStoppingOptions? EarlyStopping { get; init; }

    /// <summary>The decay of the averaged weights that validation and <c>SaveWeights</c> use, in [0, 1], e.g. 0.999;
    /// null keeps no average.</summary>
    public double? EmaDecay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0, nameof(value));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value ?? 0, 1, nameof(value));
            field = value;
        }
    }

    /// <summary>The metric, lower is better, that chooses the best checkpoint and drives plateau and early
    /// stopping.</summary>
    public string Monitor { get; init; } = "total";

    /// <summary>The number of epochs between validations, from 1.</summary>
    public int ValidateEveryEpochs
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>The number of epochs between evaluation rollouts; 0 runs none.</summary>
    public int EvaluateEveryEpochs { get; init; } = 1;

    /// <summary>The number of updates between checkpoints <c>step-N</c>; 0 writes none.</summary>
    public long CheckpointEverySteps { get; init; }

    /// <summary>The number of epochs between checkpoints <c>epoch-N</c>; 0 writes only the last.</summary>
    public int CheckpointEveryEpochs { get; init; } = 1;

    /// <summary>How many <c>step-N</c> and <c>epoch-N</c> checkpoints stay, the newest; 0 keeps all. <c>best</c> always
    /// stays.</summary>
    public int KeepLast { get; init; }

    /// <summary>The number of updates between lines of the log, from 1.</summary>
    public int LogEverySteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 1;

    /// <summary>These options without what may change between a run and its continuation: its end, and what it writes
    /// when.</summary>
    internal TrainerOptions Determining() => this with
    {
        Epochs = null,
        Steps = null,
        CheckpointEverySteps = 0,
        CheckpointEveryEpochs = 1,
        KeepLast = 0,
        LogEverySteps = 1,
        EvaluateEveryEpochs = 1,
        SkippedShare = 0,
        EarlyStopping = null,
    };
}
