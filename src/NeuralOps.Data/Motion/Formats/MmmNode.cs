namespace NeuralOps.Data;

/// <summary>A node of an MMM body; lengths are in metres for a body of 1 m.</summary>
internal sealed class MmmNode(string name, int line)
{
    public string Name => name;

    public int Line => line;

    public MmmNode? Parent { get; set; }

    public List<string> Children { get; } = [];

    public Vec3 Offset { get; set; }

    public Quat Rest { get; set; } = Quat.Identity;

    /// <summary>Axis of the joint; null where the node does not move.</summary>
    public Vec3? Axis { get; set; }

    public bool Turns { get; set; }

    /// <summary>How far a segment's joint can slide, the length of the segment; null where it does not say.</summary>
    public double? Segment { get; set; }
}
