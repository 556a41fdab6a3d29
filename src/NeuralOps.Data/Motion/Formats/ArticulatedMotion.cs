namespace NeuralOps.Data;

/// <summary>
/// A body of joints and the values of its degrees of freedom over frames, as BVH, Acclaim and MMM files hold it; in
/// metres, right-handed with Y up.
/// </summary>
public sealed class ArticulatedMotion
{
    /// <summary>Most joints a file may have.</summary>
    internal const int MaxJoints = 4096;

    /// <summary>Most coordinates a motion may have, one gibibyte of them.</summary>
    internal const long MaxCoordinates = 1 << 27;

    private readonly double[] values; // [T, C]
    private readonly int width;

    internal ArticulatedMotion(
        IReadOnlyList<ArticulatedJoint> joints,
        double[] values,
        int width,
        double framesPerSecond,
        double metresPerUnit,
        string source)
    {
        Joints = joints;
        this.values = values;
        this.width = width;
        Frames = width == 0 ? 1 : values.Length / width;
        FramesPerSecond = framesPerSecond;
        MetresPerUnit = metresPerUnit;
        Source = source;
    }

    /// <summary>The joints, each after its parent; the first is the root.</summary>
    public IReadOnlyList<ArticulatedJoint> Joints { get; }

    /// <summary>T, the number of frames; 1 for a skeleton alone, in its rest pose.</summary>
    public int Frames { get; }

    /// <summary>C, values of a frame.</summary>
    public int DegreesOfFreedom => width;

    /// <summary>Frames per second.</summary>
    public double FramesPerSecond { get; }

    /// <summary>Length of the file's unit in metres.</summary>
    public double MetresPerUnit { get; }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>Forward kinematics: where every joint is in every frame.</summary>
    /// <exception cref="InvalidDataException">There are more than 2²⁷ coordinates, one gibibyte of them.</exception>
    public JointTracks Positions()
    {
        if ((long)Frames * Joints.Count * 3 > MaxCoordinates)
        {
            throw FileError.At(
                Source,
                $"expected at most {MaxCoordinates} coordinates, found {Frames} frames of {Joints.Count} joints.");
        }

        double[] positions = new double[Frames * Joints.Count * 3];
        var places = new Vec3[Joints.Count];
        var turns = new Quat[Joints.Count];
        for (int frame = 0; frame < Frames; frame++)
        {
            Pose(values.AsSpan(frame * width, width), places, turns);
            for (int joint = 0; joint < places.Length; joint++)
            {
                int at = 3 * ((frame * places.Length) + joint);
                (positions[at], positions[at + 1], positions[at + 2]) = places[joint];
            }
        }

        return new(
            [.. Joints.Select(joint => joint.Name)],
            [.. Joints.Select(joint => joint.Parent)],
            positions,
            FramesPerSecond,
            Source);
    }

    private void Pose(ReadOnlySpan<double> row, Vec3[] places, Quat[] turns)
    {
        for (int index = 0; index < places.Length; index++)
        {
            var joint = Joints[index];
            var place = joint.Parent < 0 ? default : places[joint.Parent];
            var turn = joint.Parent < 0 ? Quat.Identity : turns[joint.Parent];
            place += turn.Rotate(joint.Offset);
            turn *= joint.Rest;
            foreach (var channel in joint.Channels)
            {
                double value = channel.Column < 0 ? 0 : row[channel.Column];
                if (channel.Turns)
                {
                    turn *= Axes.Turn(channel.Axis, value);
                }
                else
                {
                    place += turn.Rotate(channel.Axis * value);
                }
            }

            places[index] = place + turn.Rotate(joint.Bone);
            turns[index] = turn;
        }
    }
}
