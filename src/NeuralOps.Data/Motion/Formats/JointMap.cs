using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Which joints of a file are the joints of a layout.</summary>
public sealed partial class JointMap
{
    private readonly IReadOnlyList<JointBlend> joints;

    /// <summary>Makes a map.</summary>
    /// <param name="name">Names the map in errors, e.g. <c>CMU to KIT</c>.</param>
    /// <param name="layout">The joints it gives.</param>
    /// <param name="joints">For each joint of the layout where it is in the file.</param>
    /// <exception cref="ArgumentException">There are not as many as the layout has joints.</exception>
    public JointMap(string name, MotionLayout layout, IReadOnlyList<JointBlend> joints)
    {
        if (joints.Count != layout.Joints)
        {
            throw new ArgumentException(
                $"map '{name}': expected {layout.Joints} joints ({layout}), got {joints.Count}.", nameof(joints));
        }

        Name = name;
        Layout = layout;
        this.joints = joints;
    }

    /// <summary>The map's name.</summary>
    public string Name { get; }

    /// <summary>The joints it gives.</summary>
    public MotionLayout Layout { get; }

    /// <summary>The known map whose joints the file has.</summary>
    /// <param name="tracks">The file's joints.</param>
    /// <param name="layout">The joints wanted.</param>
    /// <exception cref="InvalidDataException">No known map fits; the message names the joints that the nearest
    /// lacks.</exception>
    public static JointMap For(JointTracks tracks, MotionLayout layout)
    {
        var nearest = Known.Where(map => map.Layout == layout).MinBy(map => map.Missing(tracks).Length)!;
        nearest.RequireJoints(tracks);
        return nearest;
    }

    /// <summary>The motion of the layout's joints.</summary>
    /// <param name="tracks">Positions of the file's joints.</param>
    /// <exception cref="InvalidDataException">The file lacks joints of the map; the message names them.</exception>
    public JointMotion Apply(JointTracks tracks)
    {
        RequireJoints(tracks);
        var indices = tracks.Names.Select((name, index) => (name, index)).ToDictionary(p => p.name, p => p.index);
        (int From, int To, double Share)[] places =
            [.. joints.Select(place => (indices[place.Joint], indices[place.Toward ?? place.Joint], place.Share))];
        double[] positions = new double[tracks.Frames * places.Length * 3];
        for (int at = 0; at < positions.Length; at += 3)
        {
            (int frame, int joint) = Math.DivRem(at / 3, places.Length);
            var from = tracks.At(frame, places[joint].From);
            var to = tracks.At(frame, places[joint].To);
            for (int i = 0; i < 3; i++)
            {
                positions[at + i] = from[i] + (places[joint].Share * (to[i] - from[i]));
            }
        }

        return new(positions, Layout, tracks.FramesPerSecond, tracks.Source);
    }

    private string[] Missing(JointTracks tracks) =>
        [.. joints.SelectMany(place => place.Names).Distinct().Except(tracks.Names)];

    private void RequireJoints(JointTracks tracks)
    {
        string[] missing = Missing(tracks);
        if (missing.Length > 0)
        {
            throw FileError.At(
                tracks.Source,
                $"expected the joints of map '{Name}', found no {List(missing, name => $"'{name}'")}; the file has "
                + $"{List(tracks.Names, TextSource.Shown)}.");
        }
    }

    private static string List(IReadOnlyList<string> names, Func<string, string> show)
    {
        const int Most = 8;
        string text = string.Join(", ", names.Take(Most).Select(show));
        return names.Count > Most ? $"{text} and {names.Count - Most} more" : text;
    }
}
