namespace NeuralOps.Data;

/// <summary>What a <see cref="MotionDataset"/> makes of its clips.</summary>
public sealed record MotionDatasetOptions
{
    /// <summary>Mean and standard deviation of the features, those of the training clips; their width is the clips'
    /// width.</summary>
    public required MotionStatistics Statistics { get; init; }

    /// <summary>What the physics channels hold.</summary>
    public MotionPhysics Physics { get; init; } = MotionPhysics.Causal;

    /// <summary>Statistics of the physics channels for <see cref="MotionPhysics.Causal"/>, those of the training clips;
    /// by default those of the dataset's own clips.</summary>
    /// <exception cref="ArgumentException">They are not of 64 channels.</exception>
    public MotionStatistics? PhysicsStatistics
    {
        get;
        init => field = value is null || value.Width == PhysicsState.Width ? value : throw new ArgumentException(
            $"Expected statistics of {PhysicsState.Width} physics channels, got {value.Width}.",
            nameof(PhysicsStatistics));
    }

    /// <summary>Shorter clips are left out, at least 1.</summary>
    public int MinimumFrames { get; init => field = AtLeastOne(value, nameof(MinimumFrames)); } = 1;

    /// <summary>Longer clips are cut, at least 1.</summary>
    public int MaximumFrames { get; init => field = AtLeastOne(value, nameof(MaximumFrames)); } = 200;

    /// <summary>Where a clip longer than <see cref="MaximumFrames"/> is cut.</summary>
    public MotionCrop Crop { get; init; } = MotionCrop.Random;

    /// <summary>Turns one caption of each clip, drawn anew in each epoch, into tokens; by default there are
    /// none.</summary>
    public WordVocabulary? Vocabulary { get; init; }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
