using static NeuralOps.Samples.Bounds;

namespace PhysicsMotion;

/// <summary>What every training run of the sample has, as a YAML file and the flags laid over it say it; the defaults
/// are the reference's.</summary>
internal abstract record TrainingOptions
{
    /// <summary>The folder of motions: vectors, texts, splits, <c>Mean.npy</c> and <c>Std.npy</c>.</summary>
    public string DataDir { get; init; } = "data/KIT-ML";

    /// <summary>D, the width of the blocks.</summary>
    public int DModel { get; init => field = AtLeast(1, value, nameof(DModel)); } = 256;

    /// <summary>N, the states of a channel.</summary>
    public int DState { get; init => field = AtLeast(1, value, nameof(DState)); } = 32;

    /// <summary>Blocks over time.</summary>
    public int NLayers { get; init => field = AtLeast(1, value, nameof(NLayers)); } = 4;

    /// <summary>Whether all channels of a block share one A, as in the reference's checkpoints.</summary>
    public bool SharesA { get; init; }

    /// <summary>The frames a clip is cut to.</summary>
    public int MaxFrames { get; init => field = AtLeast(8, value, nameof(MaxFrames)); } = 200;

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init => field = AtLeast(1, value, nameof(Epochs)); } = 100;

    /// <summary>Updates after which the run ends, if before the last epoch does; null for none.</summary>
    public long? Updates { get; init => field = value is { } n ? AtLeast(1, n, nameof(Updates)) : null; }

    /// <summary>Clips of a batch.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = 16;

    /// <summary>The greatest learning rate.</summary>
    public double Lr { get; init => field = Above0(value, nameof(Lr)); } = 5e-5;

    /// <summary>The weight decay of AdamW.</summary>
    public double WeightDecay { get; init => field = NotBelow0(value, nameof(WeightDecay)); } = 0.01;

    /// <summary>Updates in which the rate rises, at most three tenths of the run.</summary>
    public int WarmupSteps { get; init => field = AtLeast(1, value, nameof(WarmupSteps)); } = 500;

    /// <summary>The greatest norm of the gradient.</summary>
    public double GradClip { get; init => field = Above0(value, nameof(GradClip)); } = 0.5;

    /// <summary>Epochs without improvement before training ends; 0 never ends it.</summary>
    public int Patience { get; init => field = AtLeast(0, value, nameof(Patience)); } = 15;

    /// <summary>Epochs between checkpoints.</summary>
    public int SaveEvery { get; init => field = AtLeast(1, value, nameof(SaveEvery)); } = 10;

    /// <summary>The seed of weights, order and draws.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Where it runs.</summary>
    public ComputeDevice Device { get; init; }
}
