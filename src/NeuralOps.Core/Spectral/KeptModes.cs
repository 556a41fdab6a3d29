using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The frequencies that a truncated transform keeps on one grid.</summary>
/// <param name="Positive">Per axis, the number of frequencies 0, 1, ….</param>
/// <param name="Negative">Per axis, the number of frequencies …, −1; 0 for the last axis.</param>
internal sealed record KeptModes(long[] Positive, long[] Negative)
{
    /// <summary>The number of axes.</summary>
    public int Dimensions => Positive.Length;

    /// <summary>What of <paramref name="modes"/> the grid holds.</summary>
    public static KeptModes Of(ReadOnlySpan<long> modes, ReadOnlySpan<long> grid, KeptRows rows) =>
        Of(modes, modes, grid, rows);

    /// <summary>What the grid holds of the modes that weight blocks are for.</summary>
    public static KeptModes Of(IReadOnlyList<Tensor> blocks, ReadOnlySpan<long> grid, KeptRows rows)
    {
        var (positive, negative) = Modes(blocks, rows);
        return Of(positive, negative, grid, rows);
    }

    /// <summary>
    /// The modes of blocks [C_in, C_out, m_1 .. m_d] per axis and sign: on an odd grid, cut blocks differ by one row.
    /// </summary>
    public static (long[] Positive, long[] Negative) Modes(IReadOnlyList<Tensor> blocks, KeptRows rows)
    {
        var positive = blocks[0].shape[2..];
        long[] negative = [.. positive];
        for (var axis = 0; axis < positive.Length - 1 && rows == KeptRows.BothSigns; axis++)
        {
            negative[axis] = blocks[1 << axis].size(axis + 2);
        }

        return (positive, negative);
    }

    /// <summary>The frequencies of a spectrum [.., r_1, .., m_d] on a grid.</summary>
    public static KeptModes OfSpectrum(ReadOnlySpan<long> kept, KeptRows rows)
    {
        long[] negative = [.. kept];
        for (var axis = 0; axis < negative.Length; axis++)
        {
            negative[axis] = axis < negative.Length - 1 && rows == KeptRows.BothSigns ? kept[axis] / 2 : 0;
        }

        long[] positive = [.. kept];
        for (var axis = 0; axis < positive.Length; axis++)
        {
            positive[axis] -= negative[axis];
        }

        return new KeptModes(positive, negative);
    }

    /// <summary>The number of weight blocks: one per combination of signs of the leading axes.</summary>
    public static int Blocks(int dimensions, KeptRows rows) => rows == KeptRows.BothSigns ? 1 << (dimensions - 1) : 1;

    private static KeptModes Of(
        ReadOnlySpan<long> positive, ReadOnlySpan<long> negative, ReadOnlySpan<long> grid, KeptRows rows)
    {
        var kept = new KeptModes(new long[grid.Length], new long[grid.Length]);
        for (var axis = 0; axis < grid.Length; axis++)
        {
            var points = grid[axis];
            var isLast = axis == grid.Length - 1;
            var isSigned = !isLast && rows == KeptRows.BothSigns;
            kept.Positive[axis] = Math.Min(
                positive[axis], isLast ? (points / 2) + 1 : isSigned ? (points + 1) / 2 : points);
            kept.Negative[axis] = isSigned ? Math.Min(negative[axis], points / 2) : 0;
        }

        return kept;
    }

    /// <summary>The number of frequencies kept along an axis.</summary>
    public long Count(int axis) => Positive[axis] + Negative[axis];

    /// <summary>Where the frequencies of a weight block begin among the kept ones of an axis, and how many.</summary>
    public (long Start, long Count) Place(int block, int axis) => IsNegative(block, axis)
        ? (Positive[axis], Negative[axis])
        : (0, Positive[axis]);

    /// <summary>Whether a block holds the negative frequencies of an axis: bit i of its number is the sign of axis
    /// i.</summary>
    public static bool IsNegative(int block, int axis) => (block >> axis & 1) == 1;
}
