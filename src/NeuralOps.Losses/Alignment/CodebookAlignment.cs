using MathNet.Numerics.LinearAlgebra;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How two codebooks of different domains correspond, from samples that are paired across the domains. The map b ≈ s (a
/// − ā) R + b̄ with orthogonal R is that of least squared error over the paired latents (orthogonal Procrustes: R = U
/// Vᵀ of the singular value decomposition of A₀ᵀ B₀; Schönemann 1966); codes are matched one to one by least total
/// distance after it.
/// </summary>
/// <param name="Correlation">Σσ / (|A₀| |B₀|), the correlation of mapped and paired latents, in [0, 1].</param>
/// <param name="NullCorrelation">The mean of that where the pairs are shuffled and the map is fitted anew.</param>
/// <param name="NullDeviation">The standard deviation of those.</param>
/// <param name="PValue">(1 + shuffles that reach the correlation) / (1 + shuffles).</param>
/// <param name="TokenAssociation">Cramér's V of the paired tokens, from 0 (independent) to 1.</param>
/// <param name="Agreement">Share of the pairs of samples whose tokens are matched codes.</param>
/// <param name="Scale">s.</param>
/// <param name="Rotation">R [D, D], row major, D the larger of both widths; the narrower latents end with
/// zeros.</param>
/// <param name="Pairs">The matched codes, in the order of the first codebook.</param>
public sealed record CodebookAlignment(
    double Correlation,
    double NullCorrelation,
    double NullDeviation,
    double PValue,
    double TokenAssociation,
    double Agreement,
    double Scale,
    IReadOnlyList<double> Rotation,
    IReadOnlyList<CodePair> Pairs)
{
    private const double Rounding = 1e-12;

    /// <summary>(Correlation − NullCorrelation) / (1 − NullCorrelation): 0 as shuffled pairs, 1 for a perfect map; 0
    /// where shuffled pairs are mapped perfectly too, as those of two samples are.</summary>
    public double Score => 1 - NullCorrelation > Rounding
        ? (Correlation - NullCorrelation) / (1 - NullCorrelation)
        : 0;

    /// <summary>Aligns two codebooks.</summary>
    /// <param name="latentsA">The first domain's latents of N samples, [N, D_a], at least two that differ.</param>
    /// <param name="latentsB">The second domain's of their counterparts, [N, D_b].</param>
    /// <param name="codesA">The first codebook, [K_a, D_a].</param>
    /// <param name="codesB">The second codebook, [K_b, D_b].</param>
    /// <param name="stream">Shuffles the pairs.</param>
    /// <param name="shuffles">How often, at least 1.</param>
    /// <exception cref="ArgumentException">A shape differs, or all latents of a domain are equal.</exception>
    public static CodebookAlignment Of(
        Tensor latentsA, Tensor latentsB, Tensor codesA, Tensor codesB, RandomStream stream, int shuffles = 100)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(shuffles, 1);
        Shape.Require(latentsA, "N D_a", [Shape.Any, Shape.Any]);
        Shape.Require(latentsB, "N D_b", [latentsA.size(0), Shape.Any]);
        Shape.Require(codesA, "K_a D_a", [Shape.Any, latentsA.size(1)]);
        Shape.Require(codesB, "K_b D_b", [Shape.Any, latentsB.size(1)]);
        int width = (int)Math.Max(latentsA.size(1), latentsB.size(1));
        var (a, b) = (Numbers.Matrix(latentsA, width), Numbers.Matrix(latentsB, width));
        var (codes, targets) = (Numbers.Matrix(codesA, width), Numbers.Matrix(codesB, width));
        var fit = new ProcrustesFit(a, b);
        double[] shuffled =
        [
            .. Enumerable.Range(0, shuffles).Select(_ => new ProcrustesFit(a, Shuffled(b, stream)).Correlation),
        ];
        var pairs = Match(fit.Map(codes), targets);
        double mean = shuffled.Average();
        (int[] tokensA, int[] tokensB) = (Nearest(a, codes), Nearest(b, targets));
        return new CodebookAlignment(
            fit.Correlation,
            mean,
            Math.Sqrt(shuffled.Average(value => (value - mean) * (value - mean))),
            (1.0 + shuffled.Count(value => value >= fit.Correlation)) / (1 + shuffles),
            CramersV.Of(tokensA, tokensB),
            Share(tokensA, tokensB, pairs),
            fit.Scale,
            fit.Rotation.ToRowMajorArray(),
            pairs);
    }

    private static Matrix<double> Shuffled(Matrix<double> rows, RandomStream stream)
    {
        int[] order = stream.Permutation(rows.RowCount);
        return Matrix<double>.Build.Dense(rows.RowCount, rows.ColumnCount, (i, j) => rows[order[i], j]);
    }

    private static CodePair[] Match(Matrix<double> mapped, Matrix<double> targets)
    {
        double[,] distances = new double[mapped.RowCount, targets.RowCount];
        for (int i = 0; i < mapped.RowCount; i++)
        {
            for (int j = 0; j < targets.RowCount; j++)
            {
                distances[i, j] = (mapped.Row(i) - targets.Row(j)).L2Norm();
            }
        }

        return
        [
            .. Assignment.Of(distances).Index().Where(match => match.Item >= 0)
                .Select(match => new CodePair(match.Index, match.Item, distances[match.Index, match.Item])),
        ];
    }

    private static int[] Nearest(Matrix<double> vectors, Matrix<double> codes) =>
    [
        .. vectors.EnumerateRows().Select(vector => Enumerable.Range(0, codes.RowCount)
            .MinBy(k => (vector - codes.Row(k)).L2Norm())),
    ];

    private static double Share(int[] tokensA, int[] tokensB, CodePair[] pairs)
    {
        var matches = pairs.ToDictionary(pair => pair.A, pair => pair.B);
        return tokensA.Zip(tokensB).Count(tokens => matches.TryGetValue(tokens.First, out int match)
            && match == tokens.Second) / (double)tokensA.Length;
    }
}
