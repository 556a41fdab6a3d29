namespace NeuralOps.Models;

/// <summary>What a <see cref="PhysicsMotionModel"/> is made of.</summary>
public enum PhysicsMotionVariant
{
    /// <summary>State-space layers, the last steered by the physics state through a gate.</summary>
    Gated,

    /// <summary>The same with <see cref="PhysicsFusion.Sum"/> for the gate.</summary>
    Ungated,

    /// <summary>The same without the physics state, which is not looked at.</summary>
    NoPhysics,

    /// <summary>Causal attention of about as many parameters; the physics state is added to the encoded motion.
    /// </summary>
    Transformer,
}
