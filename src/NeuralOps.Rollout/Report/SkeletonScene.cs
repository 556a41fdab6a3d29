namespace NeuralOps.Rollout;

/// <summary>Motions to compare: the truth, predictions, ablations.</summary>
/// <param name="Name">Its name in the list of scenes.</param>
/// <param name="Caption">What moves, e.g. the text that a motion was generated from; empty for none.</param>
/// <param name="Motions">From left to right, at least one.</param>
public sealed record SkeletonScene(string Name, string Caption, IReadOnlyList<SkeletonMotion> Motions);
