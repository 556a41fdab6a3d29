namespace NeuralOps.Rollout;

/// <summary>A step of a plan.</summary>
/// <param name="Variant">The variant.</param>
/// <param name="Trains">Whether it is trained; otherwise its existing checkpoint is used.</param>
/// <param name="WarmStart">The variant whose best weights it starts from; null for a root.</param>
public sealed record PlannedVariant(Variant Variant, bool Trains, Variant? WarmStart);
