namespace NeuralOps.Rollout;

/// <summary>Motions of skeletons as animations, side by side on one clock, with a camera to turn.</summary>
public sealed record SkeletonSection : ReportSection
{
    /// <summary>The scenes to choose from.</summary>
    public required IReadOnlyList<SkeletonScene> Scenes { get; init; }
}
