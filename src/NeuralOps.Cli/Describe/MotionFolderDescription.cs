using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>Folders of motions: the clips of each split, their length, and the bounds of their joints.</summary>
internal static class MotionFolderDescription
{
    public static Description Of(string path)
    {
        var folder = MotionFolder.Open(path);
        var facts = new Dictionary<string, object?>
        {
            ["layout"] = $"{folder.Layout}",
            ["features"] = folder.Layout.Width,
            ["frames_per_second"] = folder.FramesPerSecond,
            ["metres_per_unit"] = folder.MetresPerUnit,
        };
        return new(path, "motion folder", facts, [.. folder.Splits.Select(split => Part(folder, split))]);
    }

    private static Dictionary<string, object?> Part(MotionFolder folder, string split)
    {
        var read = folder.Read(split);
        double[] least = [double.MaxValue, double.MaxValue, double.MaxValue];
        double[] greatest = [double.MinValue, double.MinValue, double.MinValue];
        foreach (var clip in read.Clips)
        {
            var joints = MotionFeatures.Decode(clip.Features.Span, folder.Layout, clip.FramesPerSecond).Positions;
            for (int i = 0; i < joints.Length; i++)
            {
                least[i % 3] = Math.Min(least[i % 3], MotionDescription.Rounded(joints[i]));
                greatest[i % 3] = Math.Max(greatest[i % 3], MotionDescription.Rounded(joints[i]));
            }
        }

        long frames = read.Clips.Sum(clip => (long)clip.Frames);
        return new()
        {
            ["split"] = split,
            ["ids"] = folder.Ids(split).Count,
            ["without_file"] = read.Missing.Count,
            ["clips"] = read.Clips.Count,
            ["captions"] = read.Clips.Sum(clip => clip.Captions.Count),
            ["empty_parts"] = read.EmptyParts,
            ["frames"] = frames,
            ["seconds"] = MotionDescription.Rounded(frames / folder.FramesPerSecond),
            ["least_x_y_z"] = least,
            ["greatest_x_y_z"] = greatest,
        };
    }
}
