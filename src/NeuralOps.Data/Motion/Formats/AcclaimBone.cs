namespace NeuralOps.Data;

/// <summary>A bone of an <c>.asf</c> file; lengths are in metres, angles in radians.</summary>
internal sealed class AcclaimBone(string name)
{
    public string Name => name;

    public string? Parent { get; set; }

    public List<AcclaimBone> Children { get; } = [];

    public Vec3 Offset { get; set; }

    public Vec3 Direction { get; set; }

    public double Length { get; set; }

    /// <summary>The frame its rotations are about.</summary>
    public Quat Frame { get; set; } = Quat.Identity;

    /// <summary>Its degrees of freedom in the file's order.</summary>
    public List<(bool Turns, Vec3 Axis)> Freedoms { get; } = [];

    /// <summary>Takes the degrees of freedom of a line such as <c>dof rx ry rz</c>.</summary>
    public void SetFreedoms(TextSource text)
    {
        Freedoms.Clear();
        foreach (string word in text.Words.Skip(1))
        {
            var axis = word.Length == 2 ? Axes.Of(word[1]) : null;
            bool turns = word[0] is 'r' or 'R';
            if (axis is null || (!turns && word[0] is not ('t' or 'T')) || Freedoms.Contains((turns, axis.Value)))
            {
                throw text.Error(
                    "different degrees of freedom of tx, ty, tz, rx, ry and rz", $"'{TextSource.Shown(word)}'");
            }

            Freedoms.Add((turns, axis.Value));
        }
    }

    /// <summary>
    /// The joint. The first rotation of the file turns first and about fixed axes: it is the last of a chain in which
    /// each turns what follows. Rotations are about the bone's own axes, translations along its parent's.
    /// </summary>
    public ArticulatedJoint ToJoint(int parent, int column)
    {
        var channels = Freedoms.Select((freedom, i) => new JointChannel(
            freedom.Turns,
            freedom.Turns ? Frame.Rotate(freedom.Axis) : freedom.Axis,
            column + i)).ToArray();
        return new(Name, parent)
        {
            Offset = Offset,
            Channels =
            [
                .. channels.Where(channel => !channel.Turns),
                .. channels.Reverse().Where(channel => channel.Turns),
            ],
            Bone = Direction * Length,
        };
    }
}
