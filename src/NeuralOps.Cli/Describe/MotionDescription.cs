using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>What descriptions of motion files have in common: frames, rate, duration, and the bounds of every joint in
/// metres.</summary>
internal static class MotionDescription
{
    public static Description Of(string path, string kind, ArticulatedMotion motion, bool moves = true)
    {
        var tracks = motion.Positions();
        (double[] least, double[] greatest) = Bounds(tracks, Enumerable.Range(0, tracks.Names.Count));
        Dictionary<string, object?> facts = new() { ["joints"] = tracks.Names.Count };
        facts["degrees_of_freedom"] = motion.DegreesOfFreedom;
        if (moves)
        {
            facts["frames"] = motion.Frames;
            facts["frames_per_second"] = Rounded(motion.FramesPerSecond);
            facts["seconds"] = Rounded(motion.Frames / motion.FramesPerSecond);
        }

        facts["metres_per_unit"] = motion.MetresPerUnit;
        facts["least_x_y_z"] = least;
        facts["greatest_x_y_z"] = greatest;
        return new(path, kind, facts, [.. tracks.Names.Select((name, joint) => Part(tracks, name, joint))]);
    }

    public static double Rounded(double value) => Math.Round(value, 4);

    private static Dictionary<string, object?> Part(JointTracks tracks, string name, int joint)
    {
        (double[] least, double[] greatest) = Bounds(tracks, [joint]);
        return new()
        {
            ["joint"] = Terminal.OneLine(name),
            ["parent"] = tracks.Parents[joint] < 0 ? null : Terminal.OneLine(tracks.Names[tracks.Parents[joint]]),
            ["least_x_y_z"] = least,
            ["greatest_x_y_z"] = greatest,
        };
    }

    private static (double[] Least, double[] Greatest) Bounds(JointTracks tracks, IEnumerable<int> joints)
    {
        double[] least = [double.MaxValue, double.MaxValue, double.MaxValue];
        double[] greatest = [double.MinValue, double.MinValue, double.MinValue];
        foreach (int joint in joints)
        {
            for (int frame = 0; frame < tracks.Frames; frame++)
            {
                var place = tracks.At(frame, joint);
                for (int axis = 0; axis < 3; axis++)
                {
                    least[axis] = Math.Min(least[axis], Rounded(place[axis]));
                    greatest[axis] = Math.Max(greatest[axis], Rounded(place[axis]));
                }
            }
        }

        return (least, greatest);
    }
}
