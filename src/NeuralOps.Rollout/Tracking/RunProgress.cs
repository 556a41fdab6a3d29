namespace NeuralOps.Rollout;

/// <summary>Where a run stands, for a person who waits.</summary>
/// <param name="Metrics">The latest values.</param>
/// <param name="Steps">The number of updates of the whole run.</param>
/// <param name="StepsPerSecond">The rate, smoothed; 0 before the first update.</param>
/// <param name="Remaining">The time left at this rate.</param>
public sealed record RunProgress(TrackedMetrics Metrics, long Steps, double StepsPerSecond, TimeSpan Remaining);
