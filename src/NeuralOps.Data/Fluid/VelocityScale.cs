namespace NeuralOps.Data;

/// <summary>Whether both velocity components have one scale.</summary>
public enum VelocityScale
{
    /// <summary>One, the larger: divergence keeps its meaning.</summary>
    Shared,

    /// <summary>One each, as the published data sets have.</summary>
    PerComponent,
}
