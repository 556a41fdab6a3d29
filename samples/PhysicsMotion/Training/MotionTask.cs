namespace PhysicsMotion;

/// <summary>What a model learns to do with a clip.</summary>
internal enum MotionTask
{
    /// <summary>Give back what it is given: the reference's objective.</summary>
    AutoEncoding,

    /// <summary>Say the frame after each, from this one and those before.</summary>
    NextFrame,

    /// <summary>Fill spans of frames whose motion is hidden and whose physics state is known.</summary>
    MaskedSpans,
}
