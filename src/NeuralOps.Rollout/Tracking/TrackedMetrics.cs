namespace NeuralOps.Rollout;

/// <summary>Values of one moment of a run.</summary>
/// <param name="Phase"><c>train</c>, <c>validation</c> or <c>evaluation</c>.</param>
/// <param name="Step">The number of updates made.</param>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Values">The values by name.</param>
public sealed record TrackedMetrics(string Phase, long Step, int Epoch, IReadOnlyDictionary<string, double> Values);
