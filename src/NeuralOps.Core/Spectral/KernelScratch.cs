using System.Runtime.InteropServices;

namespace NeuralOps.Core;

/// <summary>The working memory of one thread.</summary>
internal sealed unsafe class KernelScratch : IDisposable
{
    /// <summary>Columns are padded to this many floats: two of the longest registers.</summary>
    public const nint Strip = 2 * KernelAxis.Lane;

    /// <summary>What stays in the second-level cache beside the matrices.</summary>
    public const nint CachedFloats = 1 << 15;

    /// <summary>Rows of a leading axis that are made together on the way back.</summary>
    public const nint TileRows = 8;

    /// <summary>Columns of these rows.</summary>
    public const nint TileColumns = 512;

    private readonly float* memory;
    private readonly float*[] levels;

    /// <summary>Memory for planes of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="widths">Floats of one point of each leading axis.</param>
    /// <param name="lines">Lines that pass the last axis together.</param>
    public KernelScratch(KernelPlan plan, nint[] widths, nint lines)
    {
        var folded = plan.Leading.Select(axis => axis.Folded).DefaultIfEmpty(1).Max();
        FoldColumns = nint.Max(Strip, CachedFloats / folded / Strip * Strip);
        nint[] foldSizes =
            [folded * FoldColumns, lines * plan.Plain.PaddedFolded, TileRows * TileColumns];
        var fold = foldSizes.Max();
        var spectra = lines * plan.Plain.PaddedModes;
        nint rows = 1;
        var levelSizes = new nint[plan.Leading.Length];
        for (var axis = 0; axis < levelSizes.Length; axis++)
        {
            rows *= plan.Leading[axis].Rows;
            levelSizes[axis] = rows * KernelAxis.RoundUp(widths[axis], Strip);
        }

        var total = (2 * fold) + (2 * spectra) + levelSizes.Aggregate((nint)0, (sum, size) => sum + size);
        memory = (float*)NativeMemory.AlignedAlloc((nuint)(total * sizeof(float)), 64);
        Even = memory;
        Odd = Even + fold;
        Real = Odd + fold;
        Imaginary = Real + spectra;
        levels = new float*[levelSizes.Length];
        var next = Imaginary + spectra;
        for (var axis = 0; axis < levels.Length; axis++)
        {
            levels[axis] = next;
            next += levelSizes[axis];
        }
    }

    public nint FoldColumns { get; }

    public float* Even { get; }

    public float* Odd { get; }

    public float* Real { get; }

    public float* Imaginary { get; }

    public float* Level(int axis) => levels[axis];

    public void Dispose() => NativeMemory.AlignedFree(memory);
}
