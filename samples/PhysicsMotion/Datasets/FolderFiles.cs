using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>Clips as a folder of motions with splits and statistics.</summary>
internal static class FolderFiles
{
    /// <summary>The splits of a folder in their order.</summary>
    public static readonly IReadOnlyList<string> Splits = ["train", "val", "test"];

    /// <summary>Writes clips: statistics are those of the training clips.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="layout">The layout of all clips.</param>
    /// <param name="framesPerSecond">Their rate.</param>
    /// <param name="splits">The clips of each split.</param>
    public static void Write(
        string path, MotionLayout layout, double framesPerSecond,
        IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> splits) =>
        MotionFolder.Write(
            path, layout, framesPerSecond, splits,
            MotionStatistics.OfFeatures(splits["train"].Select(clip => clip.Features), layout));

    /// <summary>Splits clips at random; a clip and its mirror image stay together.</summary>
    /// <param name="clips">The clips.</param>
    /// <param name="validation">The share for validation.</param>
    /// <param name="test">The share held out.</param>
    /// <param name="seed">The seed.</param>
    public static Dictionary<string, IReadOnlyList<MotionClip>> Split(
        IReadOnlyList<MotionClip> clips, double validation, double test, ulong seed)
    {
        MotionSplit split = MotionSplit.ByClip(clips, validation, test, seed);
        return new() { ["train"] = split.Train, ["val"] = split.Validation, ["test"] = split.Test };
    }

    /// <summary>All splits of a folder; one that is absent is empty.</summary>
    public static Dictionary<string, IReadOnlyList<MotionClip>> Read(MotionFolder folder) => Splits.ToDictionary(
        split => split,
        split => folder.Splits.Contains(split) ? folder.Read(split).Clips : (IReadOnlyList<MotionClip>)[]);

    /// <summary>Refuses a folder that holds something, unless it may be replaced.</summary>
    public static void RequireFree(string path, bool replaces)
    {
        bool isFull = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        if (File.Exists(path) || (isFull && !replaces))
        {
            throw new ArgumentException(
                $"Expected no folder '{path}', or an empty one, found a {(File.Exists(path) ? "file" : "full one")}. "
                + "Replace it with --force, or choose another name.");
        }
    }
}
