namespace NeuralOps.Rollout;

/// <summary>One motion of a skeleton in space, Y up, ground at 0; its first joint is the root, whose path is
/// drawn.</summary>
public sealed record SkeletonMotion
{
    /// <summary>Its name above the picture.</summary>
    public required string Name { get; init; }

    /// <summary>T, the number of frames.</summary>
    public required int Frames { get; init; }

    /// <summary>J, the number of joints.</summary>
    public required int Joints { get; init; }

    /// <summary>Frames per second.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>[T, J, 3] in metres, row by row. A joint that is not finite is left out.</summary>
    public required float[] Positions { get; init; }

    /// <summary>The kinematic chains: joints that are joined by lines.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Chains { get; init; }

    /// <summary>Joints of the left side, in one colour.</summary>
    public IReadOnlyList<int> LeftJoints { get; init; } = [];

    /// <summary>Joints of the right side, in another.</summary>
    public IReadOnlyList<int> RightJoints { get; init; } = [];

    /// <summary>K joints that touch the ground at times.</summary>
    public IReadOnlyList<int> ContactJoints { get; init; } = [];

    /// <summary>[T, K], whether they do.</summary>
    public bool[] Contacts { get; init; } = [];
}
