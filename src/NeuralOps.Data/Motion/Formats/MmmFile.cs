using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Motions of the Master Motor Map (Terlemez et al. 2014), the form of the KIT whole-body database: a motion file
/// (<c>…_mmm.xml</c>) and the body it moves (<c>mmm.xml</c>). Files are in millimetres with Z up; angles are radians,
/// the root's roll, pitch and yaw about fixed axes.
/// </summary>
/// <remarks>
/// <para>The body is one of height 1 m after Winter. A segment's length is how far its prismatic joint can slide, the
/// upper limit, times the height; the lengths from the floor to the top of the head then add up to the height. The
/// nodes' places say the same, except in the copy of <c>mmm.xml</c> that published preprocessing uses: there the
/// trunk's are doubled and the shoulders' hold the collar bone as well.</para>
/// </remarks>
public static class MmmFile
{
    private static readonly Quat YUp = Axes.Turn(Axes.X, -Math.PI / 2);

    /// <summary>Reads a motion of the body scaled to its height.</summary>
    /// <param name="path">The motion file.</param>
    /// <param name="modelPath">The body's file; null for the one that the motion names, beside it.</param>
    /// <exception cref="InvalidDataException">The files are no MMM files, hold a document type or entities, or the
    /// motion has joints that the body lacks; the message names the line.</exception>
    public static ArticulatedMotion Read(string path, string? modelPath = null)
    {
        var (motion, model) = ReadBoth(path, modelPath);
        var indices = model.Ordered.Select((node, index) => (node.Name, index)).ToDictionary(p => p.Name, p => p.index);
        return new(
            [.. model.Ordered.Select(node => Joint(node, indices, motion))],
            motion.Values,
            motion.Width,
            motion.FramesPerSecond,
            0.001,
            path);
    }

    /// <summary>
    /// Reads a motion as the published KIT features were made from it: 21 joints named as in
    /// <see cref="MotionLayout.Kit"/>, of a body that keeps its height of 1 m, leaves out collar bones and the turns
    /// of the feet at rest, turns each joint about fixed x, y and z axes, and is mirrored, y and z of the file being
    /// swapped.
    /// </summary>
    /// <param name="path">The motion file.</param>
    /// <param name="modelPath">The body's file; null for the one that the motion names, beside it.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read"/>.</exception>
    public static ArticulatedMotion ReadAsPublished(string path, string? modelPath = null)
    {
        var (motion, model) = ReadBoth(path, modelPath);
        var layout = MotionLayout.Kit;
        return new(
            [.. layout.JointNames.Select((name, i) => Published(name, layout.Parents[i], motion, model))],
            motion.Values,
            motion.Width,
            motion.FramesPerSecond,
            0.001,
            path);
    }

    private static (MmmMotion Motion, MmmModel Model) ReadBoth(string path, string? modelPath)
    {
        var motion = new MmmMotion(path);
        var model = MmmModel.Read(modelPath ?? Beside(path, motion.ModelFile));
        motion.RequireJoints(model);
        return (motion, model);
    }

    private static string Beside(string path, string? name)
    {
        if (string.IsNullOrEmpty(name) || Path.GetFileName(name) != name || name is "." or "..")
        {
            throw FileError.At(
                path, $"expected the body's file in the same folder, found '{TextSource.Shown(name ?? "")}'.");
        }

        string beside = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
        return File.Exists(beside)
            ? beside
            : throw FileError.At(path, $"expected its body '{TextSource.Shown(name)}' in the same folder, found none.");
    }

    private static ArticulatedJoint Joint(MmmNode node, Dictionary<string, int> indices, MmmMotion motion)
    {
        JointChannel[] own = node.Axis is { } axis && motion.Columns.TryGetValue(node.Name, out int column)
            ? [new(node.Turns, axis, column)]
            : [];
        if (node.Parent is null)
        {
            return new(node.Name, -1) { Rest = YUp, Channels = [.. Root(), .. own] };
        }

        var offset = node is { Turns: false, Axis: { } along, Segment: { } length } ? along * length : node.Offset;
        return new(node.Name, indices[node.Parent.Name])
        {
            Offset = offset * motion.Height,
            Rest = node.Rest,
            Channels = own,
        };
    }

    private static IEnumerable<JointChannel> Root() =>
    [
        new(false, Axes.X, 0), new(false, Axes.Y, 1), new(false, Axes.Z, 2),
        new(true, Axes.Z, 5), new(true, Axes.Y, 4), new(true, Axes.X, 3),
    ];

    // A turn about an axis, seen in a mirror, is the opposite turn about the mirrored axis.
    private static Vec3 Mirror(Vec3 v) => new(v.X, v.Z, v.Y);

    private static JointChannel Mirror(JointChannel channel) => channel with
    {
        Axis = Mirror(channel.Axis) * (channel.Turns ? -1 : 1),
    };

    private static ArticulatedJoint Published(string name, int parent, MmmMotion motion, MmmModel model)
    {
        if (parent < 0)
        {
            return new(name, -1) { Channels = [.. Root().Select(Mirror)] };
        }

        string[] places = [$"{name}segment_joint", $"{name}Segment_joint", $"{name}_joint", $"{name}x_joint"];
        var node = places.Select(model.Find).FirstOrDefault(found => found is not null)
            ?? throw FileError.At(model.Path, $"expected a node '{places[0]}', found none.");
        (string Joint, Vec3 Axis)[] turns =
        [
            ($"{name}z_joint", Axes.Z), ($"{name}y_joint", Axes.Y), ($"{name}_joint", Axes.Y),
            ($"{name}x_joint", Axes.X),
        ];
        return new(name, parent)
        {
            Offset = Mirror(node.Offset),
            Channels =
            [
                .. turns.Where(turn => motion.Columns.ContainsKey(turn.Joint))
                    .Select(turn => Mirror(new JointChannel(true, turn.Axis, motion.Columns[turn.Joint]))),
            ],
        };
    }
}
