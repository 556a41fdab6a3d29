namespace NeuralOps.Rollout;

/// <summary>What trackers learn of a run at its start.</summary>
/// <param name="Parameters">The options as texts, by dotted name.</param>
/// <param name="FirstStep">The number of updates already made: 0, or that of the checkpoint that is continued.</param>
/// <param name="Steps">The number of updates of the whole run.</param>
public sealed record TrackedRun(IReadOnlyDictionary<string, string> Parameters, long FirstStep, long Steps);
