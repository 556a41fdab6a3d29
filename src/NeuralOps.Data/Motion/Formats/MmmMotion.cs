using System.Xml.Linq;

namespace NeuralOps.Data;

/// <summary>An MMM motion file: the order of the joints, and for every frame the time, the root's place and rotation
/// and the joints' values.</summary>
internal sealed class MmmMotion
{
    /// <summary>Values of a frame before those of the joints: place in metres, then roll, pitch and yaw.</summary>
    public const int RootWidth = 6;
    private const double Millimetre = 0.001;
    private const double TallestBody = 3, SmallestBody = 0.3;
    private readonly string path;
    private readonly XElement motion;

    public MmmMotion(string path)
    {
        this.path = path;
        motion = XmlSource.Load(path, "MMM").Required(path, "Motion");
        ModelFile = motion.Element("Model")?.Required(path, "File").Value.Trim();
        Height = ReadHeight();
        ReadOrder();
        ReadFrames();
    }

    /// <summary>The body's file, as the motion names it.</summary>
    public string? ModelFile { get; }

    /// <summary>The body's height in metres.</summary>
    public double Height { get; }

    /// <summary>Where the joints' values stand in a row.</summary>
    public Dictionary<string, int> Columns { get; } = new(StringComparer.Ordinal);

    /// <summary>C, values of a frame.</summary>
    public int Width => RootWidth + Columns.Count;

    /// <summary>The values [T, C].</summary>
    public double[] Values { get; private set; } = [];

    public double FramesPerSecond { get; private set; }

    /// <summary>Refuses joints that the body lacks, and gives those that slide metres.</summary>
    public void RequireJoints(MmmModel model)
    {
        foreach (var joint in motion.Required(path, "JointOrder").Elements("Joint"))
        {
            string name = joint.RequiredName(path);
            var node = model.Find(name);
            if (node?.Axis is null)
            {
                throw XmlSource.Error(
                    path,
                    joint,
                    $"a joint of the body {System.IO.Path.GetFileName(model.Path)}",
                    $"'{TextSource.Shown(name)}', which {(node is null ? "it lacks" : "does not move")}");
            }

            if (!node.Turns)
            {
                for (int at = Columns[name]; at < Values.Length; at += Width)
                {
                    Values[at] *= Millimetre;
                }
            }
        }
    }

    private double ReadHeight()
    {
        if (motion.Element("ModelProcessorConfig") is not { } body)
        {
            return 1;
        }

        string? type = (string?)body.Attribute("type");
        if (type != "Winter")
        {
            throw XmlSource.Error(path, body, "a body of type 'Winter'", $"'{TextSource.Shown(type ?? "")}'");
        }

        if (body.Elements().FirstOrDefault(element => element.Name.LocalName is not ("Height" or "Mass")) is { } other)
        {
            throw XmlSource.Error(
                path, other, "a body of a height and a mass", $"<{TextSource.Shown(other.Name.LocalName)}>");
        }

        var element = body.Required(path, "Height");
        double height = element.Numbers(path, 1, "height in metres")[0];
        return height is >= SmallestBody and <= TallestBody
            ? height
            : throw XmlSource.Error(path, element, $"a height from {SmallestBody} to {TallestBody} m", $"{height} m");
    }

    private void ReadOrder()
    {
        foreach (var joint in motion.Required(path, "JointOrder").Elements("Joint"))
        {
            string name = joint.RequiredName(path);
            if (!Columns.TryAdd(name, Width))
            {
                throw XmlSource.Error(path, joint, "joints with different names", $"'{TextSource.Shown(name)}' twice");
            }
        }
    }

    private void ReadFrames()
    {
        var frames = motion.Required(path, "MotionFrames");
        List<double> values = [];
        List<double> times = [];
        foreach (var frame in frames.Elements("MotionFrame"))
        {
            times.Add(frame.Required(path, "Timestep").Numbers(path, 1, "time in seconds")[0]);
            double[] place = frame.Required(path, "RootPosition").Numbers(path, 3, "coordinates");
            values.AddRange(place.Select(x => x * Millimetre));
            values.AddRange(frame.Required(path, "RootRotation").Numbers(path, 3, "angles"));
            values.AddRange(frame.Required(path, "JointPosition").Numbers(path, Columns.Count, "joint values"));
        }

        Values = [.. values];
        FramesPerSecond = Rate(frames, times);
    }

    private double Rate(XElement frames, List<double> times)
    {
        if (times.Count < 2)
        {
            throw XmlSource.Error(path, frames, "at least 2 frames, whose times tell the rate", $"{times.Count}");
        }

        double step = (times[^1] - times[0]) / (times.Count - 1);
        for (int i = 1; i < times.Count; i++)
        {
            if (step <= 0 || Math.Abs(times[i] - times[i - 1] - step) > 0.1 * step)
            {
                throw XmlSource.Error(
                    path,
                    frames.Elements("MotionFrame").ElementAt(i),
                    $"frames {step:0.######} s apart",
                    $"frame {i} at {times[i]} s after one at {times[i - 1]} s");
            }
        }

        return FrameRate.Of(step);
    }
}
