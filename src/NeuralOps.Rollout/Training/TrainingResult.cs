namespace NeuralOps.Rollout;

/// <summary>How a run ended.</summary>
/// <param name="Reason">Why it ended.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Checkpoint">The checkpoint of this state; null where the run has no folder.</param>
public sealed record TrainingResult(StopReason Reason, TrainerState State, string? Checkpoint);
