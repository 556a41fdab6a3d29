using System.Runtime.InteropServices;

namespace NeuralOps.Core;

/// <summary>
/// One axis of the fused kernel. A real sequence x of n points is folded to u_j = x_j + x_{n−j} and
/// v_j = x_j − x_{n−j}, j = 0 … ⌊n/2⌋, which halves the work: cosines act on u and sines on v, and both signs of a
/// frequency share them.
/// </summary>
internal unsafe class KernelAxis
{
    /// <summary>Lengths are padded to this many floats, the longest register.</summary>
    public const int Lane = 16;

    private readonly List<nint> constants = [];

    protected KernelAxis(long points) => (Points, Folded) = ((nint)points, ((nint)points / 2) + 1);

    /// <summary>Frees the constants: whoever computes with them holds the axis.</summary>
    ~KernelAxis() => constants.ForEach(constant => NativeMemory.AlignedFree((void*)constant));

    /// <summary>n.</summary>
    public nint Points { get; }

    /// <summary>⌊n/2⌋ + 1.</summary>
    public nint Folded { get; }

    public static nint RoundUp(nint length, nint step) => (length + step - 1) / step * step;

    /// <summary>Whether x_j and x_{n−j} are one point.</summary>
    public bool IsOwnMirror(nint j) => j == 0 || 2 * j == Points;

    /// <summary>A constant in native memory, for the life of the axis.</summary>
    protected float* Constant(nint rows, nint columns, Func<nint, nint, double> element)
    {
        var values = (float*)NativeMemory.AlignedAlloc((nuint)Math.Max(rows * columns, 1) * sizeof(float), 64);
        constants.Add((nint)values);
        for (nint row = 0; row < rows; row++)
        {
            for (nint column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = (float)element(row, column);
            }
        }

        return values;
    }
}

/// <summary>A leading axis: real rows cos kθ, k = 0 … K, then sin kθ, k = 1 …, each padded with zero rows.</summary>
internal sealed unsafe class LeadingAxis : KernelAxis
{
    private readonly nint sines;

    public LeadingAxis(long points, long positive, long negative)
        : base(points)
    {
        var step = SmallProduct<float, Lanes1>.RowStep;
        Frequencies = [.. Enumerable.Range(0, (int)(positive + negative))
            .Select(row => (nint)(row < positive ? row : row - positive - negative))
            .Select(k => 2 * k > Points ? k - Points : k)];
        var highest = Frequencies.Length == 0 ? 0 : Frequencies.Max(nint.Abs);
        sines = 2 * highest == Points ? highest - 1 : highest;
        sines = nint.Max(sines, 0);
        (CosRows, SinRows) = (RoundUp(highest + 1, step), RoundUp(sines, step));
        FoldedRows = RoundUp(Folded, step);
        double Cos(nint k, nint j) => k <= highest && j < Folded ? FourierBasis.Turn(k, j, Points).Cos : 0;
        double Sin(nint k, nint j) => k <= sines && j < Folded ? FourierBasis.Turn(k, j, Points).Sin : 0;
        AnalysisCos = Constant(CosRows, Folded, Cos);
        AnalysisSin = Constant(SinRows, Folded, (row, j) => Sin(row + 1, j));
        SynthesisCos = Constant(FoldedRows, CosRows, (j, k) => Cos(k, j));
        SynthesisSin = Constant(FoldedRows, SinRows, (j, row) => Sin(row + 1, j));
    }

    /// <summary>The signed frequency of each kept row.</summary>
    public nint[] Frequencies { get; }

    public nint CosRows { get; }

    public nint SinRows { get; }

    public nint Rows => CosRows + SinRows;

    /// <summary>⌊n/2⌋ + 1 padded to whole tiles.</summary>
    public nint FoldedRows { get; }

    public float* AnalysisCos { get; } // [CosRows, Folded]

    public float* AnalysisSin { get; } // [SinRows, Folded]

    public float* SynthesisCos { get; } // [FoldedRows, CosRows]

    public float* SynthesisSin { get; } // [FoldedRows, SinRows]

    /// <summary>
    /// The real rows that e^{−ifθ} is made of, each with the power of i it is multiplied by: cos |f|θ, and
    /// −i s sin |f|θ with s the sign of f.
    /// </summary>
    public IEnumerable<(nint Row, int Power)> Parts(nint frequency)
    {
        var k = nint.Abs(frequency);
        yield return (k, 0);
        if (k >= 1 && k <= sines)
        {
            yield return (CosRows + k - 1, frequency > 0 ? 3 : 1);
        }
    }
}

/// <summary>The last axis, whose points are contiguous: the real transform with the factor of each
/// column.</summary>
internal sealed unsafe class LastAxis : KernelAxis
{
    public LastAxis(long points, long modes, double scale, bool isWeighted)
        : base(points)
    {
        Modes = (nint)modes;
        double Factor(nint k) => k >= Modes ? 0 : scale * (isWeighted ? FourierBasis.Weight(k, Points) : 1);
        double Cos(nint k, nint j) => j < Folded ? Factor(k) * FourierBasis.Turn(k, j, Points).Cos : 0;
        double Sin(nint k, nint j) => j < Folded ? -Factor(k) * FourierBasis.Turn(k, j, Points).Sin : 0;
        AnalysisCos = Constant(Folded, PaddedModes, (j, k) => Cos(k, j));
        AnalysisSin = Constant(Folded, PaddedModes, (j, k) => Sin(k, j));
        SynthesisCos = Constant(Modes, PaddedFolded, Cos);
        SynthesisSin = Constant(Modes, PaddedFolded, Sin);
    }

    public nint Modes { get; }

    public nint PaddedModes => RoundUp(Modes, Lane);

    public nint PaddedFolded => RoundUp(Folded, Lane);

    public float* AnalysisCos { get; } // [Folded, PaddedModes]

    /// <summary>−sin θ: the imaginary part.</summary>
    public float* AnalysisSin { get; }

    public float* SynthesisCos { get; } // [Modes, PaddedFolded]

    public float* SynthesisSin { get; }
}
