namespace NeuralOps.Models;

/// <summary>How a <see cref="PhysicsSsm"/> joins s, the motion's, and c, the physics' part.</summary>
public enum PhysicsFusion
{
    /// <summary>o = g ⊙ s + (1 − g) ⊙ c with a gate g per channel and frame.</summary>
    Gate,

    /// <summary>o = s + c: the gated form with both weights 1, and nothing else changed; the encoder of the physics,
    /// which feeds only the gate, goes with it.</summary>
    Sum,

    /// <summary>o = s: a layer without physics.</summary>
    None,
}
