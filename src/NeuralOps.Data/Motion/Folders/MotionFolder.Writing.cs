using NeuralOps.Core;

namespace NeuralOps.Data;

public sealed partial class MotionFolder
{
    /// <summary>
    /// Writes clips in metres, with joints, captions, lists and statistics. The folder is made beside and renamed, so
    /// that it appears whole or not at all; an empty folder or one that this method wrote is replaced.
    /// </summary>
    /// <param name="path">The folder.</param>
    /// <param name="layout">The layout of all clips.</param>
    /// <param name="framesPerSecond">Their rate; the form does not keep it, so it must be the layout's.</param>
    /// <param name="splits">The clips of <c>train</c>, <c>val</c> and <c>test</c>; <c>all</c> lists them all.</param>
    /// <param name="statistics">Mean and deviation of the vectors.</param>
    /// <exception cref="ArgumentException">A clip, the statistics or the rate are of another layout, two clips have one
    /// id, an id is no name of a file, or a caption has a <c>#</c>.</exception>
    /// <exception cref="IOException">There is a file, or a folder that holds something else, or the disk is
    /// full.</exception>
    public static void Write(
        string path,
        MotionLayout layout,
        double framesPerSecond,
        IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> splits,
        MotionStatistics statistics)
    {
        RequireOne(layout, framesPerSecond, splits, statistics);
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        RequireReplaceable(path, full);
        string parent = System.IO.Path.GetDirectoryName(full)!;
        string beside = System.IO.Path.Combine(
            parent, $".{System.IO.Path.GetFileName(full)}.{System.IO.Path.GetRandomFileName()}.partial");
        try
        {
            WriteAll(beside, layout, splits, statistics);
            Replace(full, beside);
        }
        catch
        {
            if (Directory.Exists(beside))
            {
                Directory.Delete(beside, recursive: true);
            }

            throw;
        }
    }

    private static void RequireReplaceable(string path, string full)
    {
        string? other = File.Exists(full) ? "a file" : !Directory.Exists(full) ? null
            : Directory.EnumerateFileSystemEntries(full).Select(System.IO.Path.GetFileName)
                .FirstOrDefault(name => !Written.Contains(name));
        if (other is not null)
        {
            throw new IOException(
                $"{path}: expected no folder, an empty one or one of motions alone, found {TextSource.Shown(other)}.");
        }
    }

    private static void RequireOne(
        MotionLayout layout,
        double framesPerSecond,
        IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> splits,
        MotionStatistics statistics)
    {
        if (framesPerSecond != layout.FramesPerSecond)
        {
            throw new ArgumentException(
                $"Expected {layout.FramesPerSecond} frames per second, which readers take of {layout}, "
                + $"got {framesPerSecond}.",
                nameof(framesPerSecond));
        }

        if (statistics.Width != layout.Width)
        {
            throw new ArgumentException(
                $"Expected statistics of {layout.Width} channels ({layout}), got {statistics.Width}.",
                nameof(statistics));
        }

        string? unknown = splits.Keys.FirstOrDefault(split => split == All || !KnownSplits.Contains(split));
        if (unknown is not null)
        {
            throw new ArgumentException($"Expected the splits train, val and test, got '{unknown}'.", nameof(splits));
        }

        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (var clip in splits.Values.SelectMany(clips => clips))
        {
            if (clip.Width != layout.Width || clip.FramesPerSecond != framesPerSecond)
            {
                throw new ArgumentException(
                    $"{MotionClip.Place(clip.Id)}: expected {layout.Width} features at {framesPerSecond} frames per "
                    + $"second, got {clip.Width} at {clip.FramesPerSecond}.",
                    nameof(splits));
            }

            if (!IsFileName(clip.Id) || !ids.Add(clip.Id))
            {
                throw new ArgumentException(
                    $"{MotionClip.Place(clip.Id)}: expected an id that is the name of a file and of no other clip.",
                    nameof(splits));
            }
        }
    }

    private static void WriteAll(
        string path,
        MotionLayout layout,
        IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> splits,
        MotionStatistics statistics)
    {
        foreach (string part in new[] { Vectors, Joints, Texts })
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, part));
        }

        foreach (var clip in splits.Values.SelectMany(clips => clips))
        {
            WriteClip(path, layout, clip);
        }

        foreach ((string split, var clips) in splits)
        {
            WriteList(path, split, clips);
        }

        WriteList(path, All, splits.Values.SelectMany(clips => clips));
        statistics.Write(path);
    }

    private static void WriteClip(string path, MotionLayout layout, MotionClip clip)
    {
        NpyFile.Write(
            System.IO.Path.Combine(path, Vectors, clip.Id + ".npy"),
            NpyArray.Create(clip.Features.Span, clip.Frames, layout.Width));
        var joints = MotionFeatures.Decode(clip.Features.Span, layout, clip.FramesPerSecond);
        float[] positions = new float[joints.Positions.Length];
        for (int i = 0; i < positions.Length; i++)
        {
            positions[i] = (float)joints.Positions[i];
        }

        NpyFile.Write(
            System.IO.Path.Combine(path, Joints, clip.Id + ".npy"),
            NpyArray.Create(positions, clip.Frames, layout.Joints, 3));
        File.WriteAllLines(
            System.IO.Path.Combine(path, Texts, clip.Id + ".txt"),
            clip.Captions.Select(caption => $"{CaptionLine.Whole(caption)}"));
    }

    private static void WriteList(string path, string split, IEnumerable<MotionClip> clips) =>
        File.WriteAllLines(System.IO.Path.Combine(path, split + ".txt"), clips.Select(clip => clip.Id));

    private static void Replace(string path, string with)
    {
        if (!Directory.Exists(path))
        {
            Directory.Move(with, path);
            return;
        }

        string old = with + ".old";
        Directory.Move(path, old);
        try
        {
            Directory.Move(with, path);
        }
        catch
        {
            Directory.Move(old, path);
            throw;
        }

        Directory.Delete(old, recursive: true);
    }
}
