using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>Recordings that become a folder of motions, alone or beside the clips of another.</summary>
internal sealed record Preparation
{
    private const int Least = 16; // frames of a piece: shorter ends are left out
    private const int Most = 100_000; // so that a piece fits an array

    /// <summary>The recordings.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>The folder to write.</summary>
    public required string Output { get; init; }

    /// <summary>A folder whose clips and splits are taken along, or null.</summary>
    public string? Beside { get; init; }

    /// <summary>The layout, where no folder gives it.</summary>
    public MotionLayout Layout { get; init; } = MotionLayout.Kit;

    /// <summary>The .asf of .amc files that have none beside them.</summary>
    public string? Skeleton { get; init; }

    /// <summary>What the recordings show.</summary>
    public IReadOnlyList<string> Captions { get; init; } = [];

    /// <summary>The seconds of a clip.</summary>
    public double Seconds { get; init; } = 8;

    /// <summary>The share of the clips that is held out, and again for validation.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <summary>The seed of the splits.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Writes the folder.</summary>
    /// <returns>The recorded clips, and the clips of each split.</returns>
    public (int Recorded, IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> Splits) Write()
    {
        MotionFolder? beside = Beside is null ? null : MotionFolder.Open(Beside);
        MotionLayout layout = beside?.Layout ?? Layout;
        MotionClip[] clips = [.. Files.SelectMany(file => Clips(file, layout))];
        if (clips.Length == 0)
        {
            throw new InvalidDataException(FormattableString.Invariant(
                $"Expected recordings of at least {Least} frames at {layout.FramesPerSecond} Hz, found none."));
        }

        Dictionary<string, IReadOnlyList<MotionClip>> splits = FolderFiles.Split(clips, TestShare, TestShare, Seed);
        if (beside is not null)
        {
            Dictionary<string, IReadOnlyList<MotionClip>> taken = FolderFiles.Read(beside);
            splits = FolderFiles.Splits.ToDictionary(
                split => split, split => (IReadOnlyList<MotionClip>)[.. taken[split], .. splits[split]]);
        }

        if (splits["train"].Count == 0)
        {
            throw new InvalidDataException(
                $"Expected clips to train on, found {clips.Length} in all, which the other splits take. Lower "
                + "--test-share or --clip-seconds.");
        }

        FolderFiles.Write(Output, layout, layout.FramesPerSecond, splits);
        return (clips.Length, splits);
    }

    private int Piece(double framesPerSecond) => Math.Round(Seconds * framesPerSecond) switch
    {
        >= Least and <= Most => (int)Math.Round(Seconds * framesPerSecond),
        var frames => throw new ArgumentException(FormattableString.Invariant(
            $"Expected --clip-seconds of {Least} to {Most} frames at {framesPerSecond} Hz, got {frames}.")),
    };

    private IEnumerable<MotionClip> Clips(string file, MotionLayout layout)
    {
        JointMotion motion = MotionSources.Read(file, layout, Skeleton);
        string name = Path.GetFileNameWithoutExtension(file);
        return MotionFeatures.Encode(motion)
            .Chunk(Piece(motion.FramesPerSecond) * layout.Width)
            .Where(piece => piece.Length >= Least * layout.Width)
            .Select((piece, i) =>
                new MotionClip($"{name}-{i:000}", piece, layout.Width, motion.FramesPerSecond, Captions));
    }
}
