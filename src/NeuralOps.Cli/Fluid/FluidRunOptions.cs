using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>
/// One training run of a fluid simulator, as a YAML file says it: data, model, stepper, loss, rollout and schedule.
/// Paths are relative to the working folder.
/// </summary>
public sealed record FluidRunOptions
{
    /// <summary>The folder of training sequences.</summary>
    public string TrainData { get; init; } = "data/train";

    /// <summary>The folder of validation sequences.</summary>
    public string ValidationData { get; init; } = "data/val";

    /// <summary>Whether all sequences are read at once and kept.</summary>
    public bool PreloadDataset { get; init; } = true;

    /// <summary>Loader threads, from 0.</summary>
    public int NumWorkers { get; init => field = AtLeast(0, value, nameof(NumWorkers)); } = 2;

    /// <summary>
    /// Whether both velocity components share one scale, where scales are taken from the training data.
    /// </summary>
    public VelocityScale VelocityScale { get; init; } = VelocityScale.Shared;

    /// <summary>A statistics file to take the scales from; by default they are those of the training data.</summary>
    public string? FieldStats { get; init; }

    /// <summary>Which frame's masks go with a step.</summary>
    public MaskTime MaskTime { get; init; } = MaskTime.StepStart;

    /// <summary>How training windows are varied.</summary>
    public AugmentationOptions Augmentation { get; init; } = new();

    /// <summary>The network.</summary>
    public UnetOptions Model { get; init; } = UnetOptions.Small;

    /// <summary>How the network's output becomes the next state.</summary>
    public FluidStepperOptions Stepper { get; init; } = new();

    /// <summary>Weights and stencil of the loss.</summary>
    public FluidLossOptions PhysicsLoss { get; init; } = new();

    /// <summary>How initial states are disturbed; not at all by default.</summary>
    public FluidNoiseOptions? Noise { get; init; }

    /// <summary>Steps of its own before a training window; none by default.</summary>
    public BurnInOptions BurnIn { get; init; } = new();

    /// <summary>The seed of weights, order, augmentation and noise.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Windows of a batch.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = 4;

    /// <summary>Passes over the data; <see cref="Steps"/> ends a run earlier.</summary>
    public int Epochs { get; init => field = AtLeast(1, value, nameof(Epochs)); } = 200;

    /// <summary>Updates after which training ends, whatever the epoch; none by default.</summary>
    public int? Steps { get; init; }

    /// <summary>The first learning rate.</summary>
    public double LearningRate { get; init; } = 7e-4;

    /// <summary>Whether gradients are clipped.</summary>
    public bool GradientClipEnabled { get; init; } = true;

    /// <summary>The largest gradient norm.</summary>
    public double GradientClipNorm { get; init; } = 1;

    /// <summary>Whether batch norms keep their running statistics and normalise by them, as late stages need.</summary>
    public bool FreezeBatchNorm { get; init; }

    /// <summary>Whether the learning rate changes.</summary>
    public bool UseLrScheduler { get; init; } = true;

    /// <summary>How it changes.</summary>
    public ScheduleKind LrSchedulerType { get; init; } = ScheduleKind.Plateau;

    /// <summary>Updates over which the rate rises linearly from 0; 0 is none.</summary>
    public int LrWarmupSteps { get; init => field = AtLeast(0, value, nameof(LrWarmupSteps)); }

    /// <summary>Plateau: epochs without improvement before the rate falls.</summary>
    public int LrSchedulerPatience { get; init; } = 4;

    /// <summary>Plateau and step: what the rate is multiplied by.</summary>
    public double LrSchedulerFactor { get; init; } = 0.5;

    /// <summary>Plateau and cosine: the least rate.</summary>
    public double LrSchedulerMinLr { get; init; } = 1e-6;

    /// <summary>Step: epochs between falls.</summary>
    public int LrSchedulerStepSize { get; init; } = 30;

    /// <summary>Cosine: epochs until the least rate; by default the length of the run.</summary>
    public int? LrSchedulerTMax { get; init; }

    /// <summary>Whether training ends when validation stops improving.</summary>
    public bool UseEarlyStopping { get; init; } = true;

    /// <summary>Epochs without improvement before it ends.</summary>
    public int EarlyStopPatience { get; init => field = AtLeast(1, value, nameof(EarlyStopPatience)); } = 10;

    /// <summary>The least change that counts as improvement.</summary>
    public double EarlyStopMinDelta { get; init; }

    /// <summary>Epochs between validations.</summary>
    public int ValidateEveryNEpochs { get; init => field = AtLeast(1, value, nameof(ValidateEveryNEpochs)); } = 1;

    /// <summary>Epochs between kept checkpoints.</summary>
    public int SaveEveryNEpochs { get; init => field = AtLeast(1, value, nameof(SaveEveryNEpochs)); } = 9999;

    /// <summary>Periodic checkpoints kept; 0 keeps all.</summary>
    public int KeepLastNCheckpoints { get; init => field = AtLeast(0, value, nameof(KeepLastNCheckpoints)); }

    /// <summary>K, steps of a training rollout; 0 and 1 are single-step training.</summary>
    public int RolloutStep { get; init => field = AtLeast(0, value, nameof(RolloutStep)); } = 1;

    /// <summary>Training windows start every max(1, round(stride·K)) frames; in (0, 1].</summary>
    public double RolloutStride
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(RolloutStride));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(RolloutStride));
            field = value;
        }
    } = 1;

    /// <summary>γ: step k weighs γᵏ, normalised.</summary>
    public double RolloutWeightDecay { get; init; } = 1.1;

    /// <summary>Whether no gradient passes from one step to the one before.</summary>
    public bool RolloutGradientTruncation { get; init; }

    /// <summary>Whether only the last step's loss counts.</summary>
    public bool RolloutFinalStepOnly { get; init; }

    /// <summary>Whether validation runs K steps; otherwise one.</summary>
    public bool ValidationUseRolloutK { get; init; } = true;

    internal int Horizon => Math.Max(1, RolloutStep);

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
