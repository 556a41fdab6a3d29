namespace NeuralOps.Rollout;

/// <summary>A predicted sequence.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Fields">Its fields, all of the same number of frames.</param>
public sealed record RolloutSequence(string Name, IReadOnlyList<RolloutField> Fields);
