using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Clips for training, validation and test.</summary>
/// <param name="Train">What is left after the other two.</param>
/// <param name="Validation">For the choice of a checkpoint.</param>
/// <param name="Test">For the final numbers.</param>
public sealed record MotionSplit(
    IReadOnlyList<MotionClip> Train, IReadOnlyList<MotionClip> Validation, IReadOnlyList<MotionClip> Test)
{
    /// <summary>Splits by clip, in an order that depends on the seed, the shares and the number of clips.</summary>
    /// <remarks>A clip <c>00001</c> and its mirror image <c>M00001</c> come into the same part, so that no part knows
    /// the other half of a pair.</remarks>
    /// <param name="clips">The clips.</param>
    /// <param name="validation">Share for validation, in [0, 1).</param>
    /// <param name="test">Share for the test, in [0, 1); both together below 1.</param>
    /// <param name="seed">Seed of the stream <c>split</c>.</param>
    public static MotionSplit ByClip(
        IReadOnlyList<MotionClip> clips, double validation, double test, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(validation);
        ArgumentOutOfRangeException.ThrowIfNegative(test);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validation + test, 1, nameof(test));
        var known = clips.Select(clip => clip.Id).ToHashSet();
        var groups = clips.GroupBy(clip => Original(clip.Id, known)).ToArray();
        int[] order = new RandomStream(seed, "split").Permutation(groups.Length);
        int held = (int)Math.Round(validation * groups.Length);
        int tested = (int)Math.Round(test * groups.Length);

        // The parts keep the order of the clips.
        MotionClip[] Part(Range range) => [.. order[range].Order().SelectMany(group => groups[group])];
        return new(Part((held + tested)..), Part(..held), Part(held..(held + tested)));
    }

    private static string Original(string id, HashSet<string> known) =>
        id.StartsWith('M') && known.Contains(id[1..]) ? id[1..] : id;
}
