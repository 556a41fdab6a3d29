namespace NeuralOps.Data;

/// <summary>
/// A joint of an <see cref="ArticulatedMotion"/>. From its parent's place it moves by its offset, turns by its rest
/// rotation, then through its degrees of freedom in their order, and at last moves along its bone: there its position
/// is read and its children begin.
/// </summary>
/// <remarks>
/// BVH and MMM joints have no bone of their own: their children's offsets are the bones. A bone of an Acclaim skeleton
/// has one, so its position is its far end.
/// </remarks>
public sealed record ArticulatedJoint
{
    internal ArticulatedJoint(string name, int parent)
    {
        Name = name;
        Parent = parent;
    }

    /// <summary>The file's name of the joint, unique in it.</summary>
    public string Name { get; }

    /// <summary>Index of the joint it hangs on, smaller than its own; −1 for the root.</summary>
    public int Parent { get; }

    internal Vec3 Offset { get; init; }

    internal Quat Rest { get; init; } = Quat.Identity;

    internal IReadOnlyList<JointChannel> Channels { get; init; } = [];

    internal Vec3 Bone { get; init; }
}
