namespace NeuralOps.Rollout;

/// <summary>Rollouts as animations: truth, prediction and their difference, with play, pause and a slider.</summary>
public sealed record RolloutSection : ReportSection
{
    /// <summary>The sequences to choose from.</summary>
    public required IReadOnlyList<RolloutSequence> Sequences { get; init; }

    /// <summary>The time between frames.</summary>
    public double FrameTime { get; init; } = 1;

    /// <summary>The unit of time.</summary>
    public string TimeUnit { get; init; } = "steps";
}
