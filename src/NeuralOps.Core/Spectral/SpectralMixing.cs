using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The linear map of a Fourier layer: Y_o(k) = Σ_i X_i(k) W_io(k) on the kept frequencies and 0 elsewhere, with X the
/// spectrum of the input and Y that of the output. x [B, C_in, n_1 .. n_d] → [B, C_out, n_1 .. n_d], d = 1, 2, 3.
/// </summary>
/// <remarks>
/// <para>The frequencies and the transforms are those of <see cref="TruncatedFourier"/>. Weights W = R + iI come as one
/// block [C_in, C_out, m_1 .. m_d] per combination of signs of the leading axes: bit a of a block's number is the sign
/// of axis a. Row r of a block of m rows holds frequency r, or r − m where the sign is negative.</para>
/// <para>A grid too small for all modes uses those it holds: of a block the first rows, where the sign is negative the
/// last, so that a weight belongs to one frequency on every grid; this departs from the usual code, which lets the
/// negative rows overwrite the positive ones where 2m > n. The rest takes no part, and gets no gradient where the
/// blocks given are cut to the size by <see cref="ActivePart"/>.</para>
/// <para>Li et al., Fourier Neural Operator for Parametric Partial Differential Equations, arXiv:2010.08895.</para>
/// </remarks>
public static partial class SpectralMixing
{
    /// <summary>Applies the map.</summary>
    /// <param name="x">[B, C_in, n_1 .. n_d], float32 or float64.</param>
    /// <param name="real">R, 2^(d−1) blocks, or one by <see cref="KeptRows.NonNegative"/>.</param>
    /// <param name="imaginary">I, blocks of the same shapes.</param>
    /// <param name="rows">Which frequencies of the leading axes are kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <returns>[B, C_out, n_1 .. n_d].</returns>
    /// <exception cref="ArgumentException">Rank, number or shape of blocks, element type or device do not
    /// fit.</exception>
    public static Tensor Apply(
        Tensor x,
        IReadOnlyList<Tensor> real,
        IReadOnlyList<Tensor> imaginary,
        KeptRows rows,
        FourierScaling scaling)
    {
        RequireFitting(x, real, imaginary, rows);
        return SpectralKernel.Takes(x)
            ? SpectralFunction.Apply(SpectralKernel.Best, x, real, imaginary, rows, scaling)
            : SpectralComposition.Apply(x, real, imaginary, rows, scaling);
    }

    /// <summary>The part of a weight block that takes part on a grid, as a view of its memory.</summary>
    /// <param name="weight">[C_in, C_out, m_1 .. m_d].</param>
    /// <param name="block">The block's number: bit a is the sign of axis a.</param>
    /// <param name="rows">Which frequencies of the leading axes are kept.</param>
    /// <param name="grid">n_1 .. n_d.</param>
    /// <exception cref="ArgumentException">The weight has not d + 2 axes.</exception>
    public static Tensor ActivePart(Tensor weight, int block, KeptRows rows, ReadOnlySpan<long> grid)
    {
        ArgumentNullException.ThrowIfNull(weight);
        RequireWeightRank(weight, grid.Length, nameof(weight));
        using var scope = NewDisposeScope();
        return Cut(weight, block, KeptModes.Of(weight.shape.AsSpan(2), grid, rows)).MoveToOuterDisposeScope();
    }

    internal static Tensor Cut(Tensor weight, int block, KeptModes kept)
    {
        for (var axis = 0; axis < kept.Dimensions; axis++)
        {
            var (modes, used) = (weight.size(axis + 2), kept.Place(block, axis).Count);
            weight = weight.narrow(axis + 2, KeptModes.IsNegative(block, axis) ? modes - used : 0, used);
        }

        return weight;
    }

    private static void RequireFitting(
        Tensor x, IReadOnlyList<Tensor> real, IReadOnlyList<Tensor> imaginary, KeptRows rows)
    {
        ArgumentNullException.ThrowIfNull(x);
        TruncatedFourier.RequireReal(x, nameof(x));
        if (x.ndim is < 3 or > 5)
        {
            throw new ArgumentException(
                $"Expected shape [B, C_in, n_1 .. n_d] with 1 to 3 axes of space, got {Shape.Format(x.shape)}.",
                nameof(x));
        }

        RequireBlocks(x, real, real, rows, nameof(real));
        RequireBlocks(x, imaginary, real, rows, nameof(imaginary));
    }

    private static void RequireBlocks(
        Tensor x, IReadOnlyList<Tensor> blocks, IReadOnlyList<Tensor> pattern, KeptRows rows, string name)
    {
        ArgumentNullException.ThrowIfNull(blocks, name);
        var dimensions = (int)x.ndim - 2;
        RequireCount(blocks.Count, dimensions, rows, name);
        for (var block = 0; block < blocks.Count; block++)
        {
            ArgumentNullException.ThrowIfNull(blocks[block], $"{name}[{block}]");
            var weight = blocks[block];
            var label = $"{name}[{block}]";
            if (weight.dtype != x.dtype || weight.device_type != x.device_type
                || weight.device_index != x.device_index)
            {
                throw new ArgumentException(
                    $"Expected {x.dtype} on {x.device} like x, got {weight.dtype} on {weight.device}.", label);
            }

            RequireWeightRank(weight, dimensions, label);
            Shape.Require(
                weight, "C_in C_out m1 m2 m3"[..(10 + (3 * dimensions))], Expected(x, pattern, block), label);
        }
    }

    private static void RequireCount(int blocks, int dimensions, KeptRows rows, string name)
    {
        var count = KeptModes.Blocks(dimensions, rows);
        if (blocks != count)
        {
            throw new ArgumentException(
                $"Expected {count} weight blocks for {dimensions} axes of space and {rows} rows, got {blocks}.", name);
        }
    }

    // The first block of each sign tells the rows of that sign: on an odd grid, cut blocks differ by one.
    private static long[] Expected(Tensor x, IReadOnlyList<Tensor> pattern, int block)
    {
        var expected = pattern[0].shape;
        expected[0] = x.size(1);
        for (var axis = 0; axis < expected.Length - 3; axis++)
        {
            expected[axis + 2] = pattern[KeptModes.IsNegative(block, axis) ? 1 << axis : 0].size(axis + 2);
        }

        return expected;
    }

    private static void RequireWeightRank(Tensor weight, int dimensions, string name)
    {
        if (weight.ndim != dimensions + 2)
        {
            throw new ArgumentException(
                $"Expected a weight [C_in, C_out, m_1 .. m_d] for {dimensions} axes of space, "
                + $"got {Shape.Format(weight.shape)}.",
                name);
        }
    }
}
