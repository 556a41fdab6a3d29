namespace NeuralOps.Data;

/// <summary>What the physics channels of a <see cref="MotionBatch"/> hold.</summary>
public enum MotionPhysics
{
    /// <summary>Zeros: the model runs without physics.</summary>
    None,

    /// <summary>The channels of the reference system, with its slices, standardised over the clip.</summary>
    Reference,

    /// <summary>The right slices with central differences, standardised over the clip; they know two frames ahead and,
    /// by mean and deviation, the whole clip, which suits reconstruction.</summary>
    ClipNormalised,

    /// <summary>The right slices with backward differences, standardised by statistics of many clips; row t knows only
    /// the frames up to t, which prediction and real time need.</summary>
    Causal,
}
