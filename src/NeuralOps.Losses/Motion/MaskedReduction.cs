namespace NeuralOps.Losses;

/// <summary>What a masked mean divides by.</summary>
public enum MaskedReduction
{
    /// <summary>The number of elements of real frames, so that padding changes nothing.</summary>
    Valid,

    /// <summary>The number of all elements, padding included: the value shrinks as padding grows. As the published
    /// checkpoints of PhysicsSSM were trained.</summary>
    All,
}
