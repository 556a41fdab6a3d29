namespace NeuralOps.Core;

/// <summary>
/// What the fused kernel knows of a grid and its kept frequencies: constant matrices, the layout of a plane's spectrum,
/// and how the real products of cosines and sines combine to complex frequencies.
/// </summary>
/// <remarks>
/// The spectrum of a plane holds, block by block as the weights do, the real parts of the block's frequencies and then
/// the imaginary ones. Parts are padded to whole registers, planes to an odd number of cache lines, so that equal
/// places of neighbouring planes do not compete for the same cache sets.
/// </remarks>
internal sealed class KernelPlan
{
    private const int Line = 16;

    private static readonly ConstantCache<(string Sizes, int Blocks, FourierScaling Scaling), KernelPlan> Plans =
        new(64);

    private KernelPlan(long[] grid, KeptModes kept, int blocks, FourierScaling scaling)
    {
        var scale = TruncatedFourier.Scale(grid, scaling);
        var modes = kept.Positive[^1];
        Leading = [.. grid[..^1].Select((points, axis) =>
            new LeadingAxis(points, kept.Positive[axis], kept.Negative[axis]))];
        Plain = new LastAxis(grid[^1], modes, scale.Forward, isWeighted: false);
        Weighted = new LastAxis(grid[^1], modes, scale.Inverse, isWeighted: true);
        Rows = Leading.Aggregate((nint)1, (rows, axis) => rows * axis.Rows);
        Points = grid.Aggregate((nint)1, (points, length) => points * (nint)length);
        nint offset = 0;
        Blocks = new KernelBlock[blocks];
        for (var block = 0; block < blocks; block++)
        {
            Blocks[block] = new KernelBlock(block, kept, offset);
            offset += 2 * Blocks[block].Part;
        }

        PlaneStride = (KernelAxis.RoundUp(offset, Line) / Line | 1) * Line;
        var combine = Blocks.SelectMany(block => block.Rows(Leading)).ToArray();
        KeptRows = [.. combine.Select(row => row.Place)];
        Combine = [.. combine.Select(row => row.Terms)];
        Separate = Inverted(Combine, Rows);
    }

    public LeadingAxis[] Leading { get; }

    /// <summary>The last axis with the factor of the forward transform.</summary>
    public LastAxis Plain { get; }

    /// <summary>The last axis with the factor of the inverse, where columns stand for their mirror too.</summary>
    public LastAxis Weighted { get; }

    /// <summary>Real rows of a plane before the last axis.</summary>
    public nint Rows { get; }

    /// <summary>Grid points of a plane.</summary>
    public nint Points { get; }

    /// <summary>Floats of a plane's spectrum.</summary>
    public nint PlaneStride { get; }

    public KernelBlock[] Blocks { get; }

    /// <summary>Where each kept row of the leading axes begins, and from there its imaginary part.</summary>
    public (nint Real, nint ToImaginary)[] KeptRows { get; }

    /// <summary>Per kept row, the real rows it sums, each times a power of i.</summary>
    public (int Source, int Power)[][] Combine { get; }

    /// <summary>Per real row, the kept rows it sums; the adjoint of <see cref="Combine"/>.</summary>
    public (int Source, int Power)[][] Separate { get; }

    public static KernelPlan Of(long[] grid, KeptModes kept, int blocks, FourierScaling scaling) => Plans.Of(
        (string.Join(',', grid.Concat(kept.Positive).Concat(kept.Negative)), blocks, scaling),
        () => new KernelPlan(grid, kept, blocks, scaling));

    private static (int Source, int Power)[][] Inverted((int Source, int Power)[][] terms, nint rows)
    {
        var inverted = Enumerable.Range(0, (int)rows).Select(_ => new List<(int Source, int Power)>()).ToArray();
        for (var target = 0; target < terms.Length; target++)
        {
            foreach (var (source, power) in terms[target])
            {
                inverted[source].Add((target, (4 - power) % 4));
            }
        }

        return [.. inverted.Select(list => list.ToArray())];
    }
}
