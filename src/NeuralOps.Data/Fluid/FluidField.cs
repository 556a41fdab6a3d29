namespace NeuralOps.Data;

/// <summary>The arrays of a fluid sequence, in the order of its channels.</summary>
public enum FluidField
{
    /// <summary>Smoke density, <c>density</c>.</summary>
    Density,

    /// <summary>Velocity along W, <c>velx</c>.</summary>
    VelX,

    /// <summary>Velocity along H, <c>velz</c>.</summary>
    VelZ,

    /// <summary>Where smoke enters, <c>emitter</c>.</summary>
    Emitter,

    /// <summary>Where the fluid is kept out, <c>collider</c>.</summary>
    Collider,
}
