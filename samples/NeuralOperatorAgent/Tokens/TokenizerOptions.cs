using NeuralOps.Models;
using static NeuralOps.Samples.Bounds;

namespace NeuralOperatorAgent;

/// <summary>One training run of a tokenizer, as a YAML file and the flags laid over it say it.</summary>
internal sealed record TokenizerOptions
{
    /// <summary>The dataset with features, HDF5.</summary>
    public required string Dataset { get; init; }

    /// <summary>Samples taken, the first of the file; those held out included.</summary>
    public int NSamples { get; init => field = AtLeast(2, value, nameof(NSamples)); } = 500;

    /// <summary>The share of the samples that is held out.</summary>
    public double ValSplit { get; init => field = Inside(value, nameof(ValSplit)); } = 0.1;

    /// <summary>How features are normalised.</summary>
    public FeatureSpaceOptions Features { get; init; } = new();

    /// <summary>How features become categories.</summary>
    public CategoryDiscoveryOptions Categories { get; init; } = new() { MaxClusters = 10 };

    /// <summary>Whether all codebooks of a category are as large as its first.</summary>
    public bool UniformCodebookInit { get; init; }

    /// <summary>The weight of the codebook's own loss.</summary>
    public double CommitmentCost { get; init => field = NotBelow0(value, nameof(CommitmentCost)); } = 0.25;

    /// <summary>The decay of the codebooks' moving averages.</summary>
    public double Decay { get; init => field = Inside(value, nameof(Decay)); } = 0.99;

    /// <summary>Epochs between new fits of the codebooks to means of the latents, in the first three quarters of the
    /// run; 0 fits them at the start only.</summary>
    public int RefitEvery { get; init => field = AtLeast(0, value, nameof(RefitEvery)); }

    /// <summary>Dropout of the network.</summary>
    public double Dropout { get; init; } = 0.1;

    /// <summary>The weights of the loss.</summary>
    public CategoricalVqLossOptions Loss { get; init; } = new();

    /// <summary>The weight of the quantisers' losses. At 1, as the reference has it, their sum over all codebooks
    /// outweighs the reconstruction, and few samples collapse onto few codes.</summary>
    public double VqWeight { get; init => field = NotBelow0(value, nameof(VqWeight)); } = 1;

    /// <summary>Passes over the data.</summary>
    public int Epochs { get; init => field = AtLeast(1, value, nameof(Epochs)); } = 400;

    /// <summary>Samples of a batch.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = 64;

    /// <summary>The learning rate of Adam, which ends at 0 along a cosine.</summary>
    public double Lr { get; init => field = Above0(value, nameof(Lr)); } = 1e-3;

    /// <summary>Validations without improvement before training ends; 0 never ends it.</summary>
    public int EarlyStopPatience { get; init => field = AtLeast(0, value, nameof(EarlyStopPatience)); } = 100;

    /// <summary>Epochs between checkpoints.</summary>
    public int SaveEvery { get; init => field = AtLeast(1, value, nameof(SaveEvery)); } = 50;

    /// <summary>Whether dead codes are put on samples by the reference's rule.</summary>
    public bool ResetDeadCodes { get; init; } = true;

    /// <summary>The seed of weights and order.</summary>
    public long Seed { get; init; } = 42;
}
