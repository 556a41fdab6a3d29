namespace NeuralOps.Losses;

/// <summary>The height whose negative part <see cref="ReferenceMotionLoss"/> counts as penetration.</summary>
public enum ReferencePenetration
{
    /// <summary>Channel 3 of the predicted motion, the normalised root height, so that the term has a
    /// gradient.</summary>
    RootHeight,

    /// <summary>Channel 1 of the physics state: an input, hence a constant without gradient. As the published
    /// checkpoints of PhysicsSSM were trained.</summary>
    PhysicsState,
}
