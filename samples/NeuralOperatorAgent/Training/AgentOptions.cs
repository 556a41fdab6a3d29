using NeuralOps.Models;
using static NeuralOps.Samples.Bounds;

namespace NeuralOperatorAgent;

/// <summary>
/// One training run of an operator, as a YAML file and the flags laid over it say it; the defaults are the reference's.
/// Channels, history and parameters of the operator follow from the dataset.
/// </summary>
internal sealed record AgentOptions
{
    /// <summary>The dataset, HDF5.</summary>
    public required string Dataset { get; init; }

    /// <summary>Samples taken, the first of the file; those held out included.</summary>
    public int NSamples { get; init => field = AtLeast(2, value, nameof(NSamples)); } = 500;

    /// <summary>The share of the samples that is held out.</summary>
    public double ValSplit { get; init => field = Inside(value, nameof(ValSplit)); } = 0.1;

    /// <summary>Operator and step.</summary>
    public NoaOptions Noa { get; init; } = new();

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init => field = AtLeast(1, value, nameof(Epochs)); } = 10;

    /// <summary>Samples of a batch.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = 4;

    /// <summary>Batches whose mean gradient makes one update.</summary>
    public int AccumulateBatches { get; init => field = AtLeast(1, value, nameof(AccumulateBatches)); } = 1;

    /// <summary>The learning rate after the warm-up.</summary>
    public double Lr { get; init => field = Above0(value, nameof(Lr)); } = 1e-4;

    /// <summary>The rate that the cosine ends at.</summary>
    public double MinLr { get; init => field = NotBelow0(value, nameof(MinLr)); }

    /// <summary>The weight decay of AdamW.</summary>
    public double WeightDecay { get; init => field = NotBelow0(value, nameof(WeightDecay)); } = 0.01;

    /// <summary>The greatest norm of the gradient.</summary>
    public double ClipNorm { get; init => field = Above0(value, nameof(ClipNorm)); } = 1;

    /// <summary>T, the steps of a training rollout.</summary>
    public int Timesteps { get; init => field = AtLeast(1, value, nameof(Timesteps)); } = 32;

    /// <summary>w, the steps that gradients pass through; all by default.</summary>
    public int? BpttWindow { get; init => field = value is { } w ? AtLeast(1, w, nameof(BpttWindow)) : null; }

    /// <summary>How the gradient of a rollout longer than the window is taken.</summary>
    public BpttMode BpttMode { get; init; }

    /// <summary>The share of the rollouts that begin at a trajectory's start, in [0, 1]; the others begin anywhere.
    /// </summary>
    public double StartShare { get; init => field = Share(value, nameof(StartShare)); } = 1;

    /// <summary>Realisations of the truth that a target is the mean of; above 1 the truth is computed anew.</summary>
    public int NRealizations { get; init => field = AtLeast(1, value, nameof(NRealizations)); } = 1;

    /// <summary>Updates over which the rate rises from a tenth.</summary>
    public int WarmupSteps { get; init => field = AtLeast(0, value, nameof(WarmupSteps)); }

    /// <summary>The course of the rate after the warm-up.</summary>
    public LrSchedule LrSchedule { get; init; } = LrSchedule.Cosine;

    /// <summary>Updates between checkpoints; 0 writes them at the end of epochs only.</summary>
    public int SaveEvery { get; init => field = AtLeast(0, value, nameof(SaveEvery)); } = 1000;

    /// <summary>Updates between lines of the log.</summary>
    public int LogEvery { get; init => field = AtLeast(1, value, nameof(LogEvery)); } = 1;

    /// <summary>Epochs without improvement before training ends; 0 never ends it.</summary>
    public int EarlyStopPatience { get; init => field = AtLeast(0, value, nameof(EarlyStopPatience)); } = 2;

    /// <summary>The seed of weights, order and starts.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device { get; init; }

    /// <summary>The tokenizer that commitment, latents and reconstruction need.</summary>
    public string? VqvaePath { get; init; }

    /// <summary>Which loss leads.</summary>
    public LossMode LossMode { get; init; }

    /// <summary>λ_traj; by default 1, and 0.3 where tokens lead.</summary>
    public double? LambdaTraj
    {
        get;
        init => field = value is { } weight ? NotBelow0(weight, nameof(LambdaTraj)) : null;
    }

    /// <summary>λ_response, of response steps only.</summary>
    public double LambdaResponse { get; init => field = NotBelow0(value, nameof(LambdaResponse)); }

    /// <summary>λ_recon, used where tokens lead.</summary>
    public double LambdaRecon { get; init => field = NotBelow0(value, nameof(LambdaRecon)); } = 1;

    /// <summary>λ_commit.</summary>
    public double LambdaCommit { get; init => field = NotBelow0(value, nameof(LambdaCommit)); } = 0.5;

    /// <summary>Whether the operator's bottleneck is drawn to the tokenizer's latents.</summary>
    public bool EnableLatentLoss { get; init; }

    /// <summary>λ_latent.</summary>
    public double LambdaLatent { get; init => field = NotBelow0(value, nameof(LambdaLatent)); } = 0.1;

    /// <summary>n, the states whose bottlenecks are taken; 0 and less take all.</summary>
    public int LatentSampleSteps { get; init; } = 3;

    /// <summary>λ_traj as it is used.</summary>
    internal double TrajectoryWeight => LambdaTraj ?? (LossMode == LossMode.VqLed ? 0.3 : 1);

    /// <summary>The steps that a trajectory must have.</summary>
    internal int StepsNeeded => Timesteps + Noa.FirstFrame;

    /// <summary>w as it is used.</summary>
    internal int Window => Math.Min(BpttWindow ?? Timesteps, Timesteps);

    /// <summary>Refuses options of which one would not count beside another.</summary>
    internal void RequireConsistent()
    {
        if (BpttMode == BpttMode.Streaming && StartShare < 1)
        {
            throw new ArgumentException(
                "Expected --start-share 1 with --bptt-mode streaming, which takes whole trajectories, got "
                + FormattableString.Invariant($"{StartShare}."));
        }

        if (LambdaResponse > 0 && Noa.Mode != StepMode.Response)
        {
            throw new ArgumentException(
                "Expected --step-mode response with lambda_response above 0, got "
                + $"{Noa.Mode.ToString().ToLowerInvariant()}.");
        }
    }

    /// <summary>Whether a run on the same dataset holds out the same samples; true where the datasets differ.</summary>
    /// <param name="other">The other run.</param>
    internal bool HoldsOutAs(AgentOptions other) => Path.GetFullPath(Dataset) != Path.GetFullPath(other.Dataset)
        || (NSamples, ValSplit, Seed) == (other.NSamples, other.ValSplit, other.Seed);
}
