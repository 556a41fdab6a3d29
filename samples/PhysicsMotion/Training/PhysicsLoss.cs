namespace PhysicsMotion;

/// <summary>What the physical terms are taken of.</summary>
internal enum PhysicsLoss
{
    /// <summary>Feet and heights of the decoded joints, in metres.</summary>
    Joints,

    /// <summary>Channels of the normalised vectors, as the reference takes them.</summary>
    Reference,
}
