using System.Buffers.Binary;
using System.Text.Json;

namespace NeuralOps.Rollout;

/// <summary>Positions of joints as 16-bit numbers for the page, thinned out in time until all motions of the report fit
/// a budget.</summary>
internal sealed class SkeletonFrames(long bytes, long budget)
{
    private const ushort Levels = 65534; // 65535 is kept for what is not finite
    private const double LeastScale = 1e-6;

    private readonly int stride = (int)Math.Max(1, Math.Ceiling((double)bytes / budget));

    public static long CountBytes(SkeletonSection section) => section.Scenes
        .SelectMany(scene => scene.Motions)
        .Sum(motion => motion.Frames * ((6L * motion.Joints) + motion.ContactJoints.Count));

    public void Write(Utf8JsonWriter json, SkeletonMotion motion)
    {
        Require(motion);
        int[] frames = [.. Enumerable.Range(0, (motion.Frames + stride - 1) / stride).Select(i => i * stride)];
        json.WriteStartObject();
        json.WriteString("name", motion.Name);
        json.WriteNumber("frames", frames.Length);
        json.WriteNumber("joints", motion.Joints);
        json.WriteNumber("rate", motion.FramesPerSecond / stride);
        json.WriteNumber("stride", stride);
        json.WriteStartArray("chains");
        foreach (var chain in motion.Chains)
        {
            WriteNumbers(json, chain);
        }

        json.WriteEndArray();
        WriteNumbers(json, "left", motion.LeftJoints);
        WriteNumbers(json, "right", motion.RightJoints);
        WriteNumbers(json, "feet", motion.ContactJoints);
        WritePositions(json, motion, frames);
        int feet = motion.ContactJoints.Count;
        byte[] contacts =
            [.. frames.SelectMany(t => motion.Contacts.Skip(t * feet).Take(feet)).Select(c => c ? (byte)1 : (byte)0)];
        json.WriteBase64String("contacts", contacts);
        json.WriteEndObject();
    }

    private static void Require(SkeletonMotion motion)
    {
        RequireCount(motion, motion.Positions.Length, "positions", motion.Joints, 3);
        RequireCount(motion, motion.Contacts.Length, "contacts", motion.ContactJoints.Count);
        IEnumerable<int> joints =
            [.. motion.Chains.SelectMany(c => c), .. motion.LeftJoints, .. motion.RightJoints, .. motion.ContactJoints];
        foreach (int joint in joints.Where(joint => joint < 0 || joint >= motion.Joints))
        {
            throw new ArgumentException(
                $"Expected joints from 0 to {motion.Joints - 1} in motion '{motion.Name}', got {joint}.");
        }

        if (!(motion.Frames > 0 && motion.FramesPerSecond > 0 && double.IsFinite(motion.FramesPerSecond)))
        {
            throw new ArgumentException(
                $"Expected frames and frames per second above 0 in motion '{motion.Name}', "
                + $"got {motion.Frames} and {motion.FramesPerSecond}.");
        }
    }

    private static void RequireCount(SkeletonMotion motion, int count, string what, params int[] sizes)
    {
        if (count != sizes.Aggregate((long)motion.Frames, (product, size) => product * size))
        {
            throw new ArgumentException(
                $"Expected {motion.Frames} × {string.Join(" × ", sizes)} {what} in motion '{motion.Name}', "
                + $"got {count}.");
        }
    }

    // level · scale + origin: one scale for all axes, that of the longest.
    private static void WritePositions(Utf8JsonWriter json, SkeletonMotion motion, int[] frames)
    {
        float[] low = [.. Enumerable.Range(0, 3).Select(axis => Axis(motion, axis).DefaultIfEmpty().Min())];
        double reach = low.Index().Max(axis => Axis(motion, axis.Index).DefaultIfEmpty().Max() - (double)axis.Item);
        double scale = Math.Max(reach / Levels, LeastScale);
        int row = 3 * motion.Joints;
        byte[] data = new byte[2 * row * frames.Length];
        int to = 0;
        foreach (int t in frames)
        {
            for (int i = 0; i < row; i++, to += 2)
            {
                float value = motion.Positions[(t * row) + i];
                ushort level = float.IsFinite(value)
                    ? (ushort)Math.Round((value - (double)low[i % 3]) / scale)
                    : ushort.MaxValue;
                BinaryPrimitives.WriteUInt16LittleEndian(data.AsSpan(to), level);
            }
        }

        json.WriteNumber("scale", scale);
        json.WriteStartArray("origin");
        foreach (float value in low)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
        json.WriteBase64String("data", data);
    }

    private static IEnumerable<float> Axis(SkeletonMotion motion, int axis) =>
        motion.Positions.Where((value, i) => i % 3 == axis && float.IsFinite(value));

    private static void WriteNumbers(Utf8JsonWriter json, string name, IReadOnlyList<int> values)
    {
        json.WritePropertyName(name);
        WriteNumbers(json, values);
    }

    private static void WriteNumbers(Utf8JsonWriter json, IReadOnlyList<int> values)
    {
        json.WriteStartArray();
        foreach (int value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
