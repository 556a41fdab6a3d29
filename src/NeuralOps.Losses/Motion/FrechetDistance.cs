using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// The Fréchet distance between the Gaussians of two samples of features (FID; Heusel et al. 2017, arXiv 1706.08500):
/// d² = |μ_a − μ_b|² + tr C_a + tr C_b − 2 tr (C_a C_b)^½ with covariances divided by n − 1; no root.
/// </summary>
/// <remarks>With centred samples A = Q_a R_a, B = Q_b R_b the last trace is the sum of the singular values of R_a R_bᵀ
/// over √((n_a − 1)(n_b − 1)). No matrix is squared nor its root taken, so that covariances without full rank lose no
/// digits. All in float64.</remarks>
public static class FrechetDistance
{
    /// <summary>d², at least 0 up to rounding.</summary>
    /// <param name="first">[N, E], finite.</param>
    /// <param name="second">[M, E], finite.</param>
    /// <param name="allowRankDeficient">Whether to accept samples of at most E rows. Their covariance has no full rank
    /// and the distance is strongly biased upwards: compare it only at equal numbers of rows.</param>
    /// <exception cref="ArgumentException">A shape differs, a sample is too small, or a number is not
    /// finite.</exception>
    public static double Of(Tensor first, Tensor second, bool allowRankDeficient = false)
    {
        Shape.Require(first, "N E", [Shape.Any, Shape.Any]);
        Shape.Require(second, "N E", [Shape.Any, first.size(1)]);
        var a = Sample(first, allowRankDeficient, nameof(first));
        var b = Sample(second, allowRankDeficient, nameof(second));
        var (meanA, meanB) = (a.ColumnSums() / a.RowCount, b.ColumnSums() / b.RowCount);
        var (rootA, rootB) = (Root(a, meanA), Root(b, meanB));
        double cross = rootA.TransposeAndMultiply(rootB).Svd(computeVectors: false).S.Sum();
        double shift = (meanA - meanB).L2Norm();
        return (shift * shift) + SquareSum(rootA) + SquareSum(rootB) - (2 * cross);
    }

    private static Matrix<double> Sample(Tensor x, bool allowRankDeficient, string name)
    {
        (long rows, long width) = (x.size(0), x.size(1));
        if (rows < 2 || (rows <= width && !allowRankDeficient))
        {
            long least = allowRankDeficient ? 2 : Math.Max(2, width + 1);
            throw new ArgumentException(
                $"Expected at least {least} samples of {width} features for their covariance, got {rows}.", name);
        }

        return Numbers.Matrix(Numbers.Finite(x, name), (int)width);
    }

    // R of the centred sample over √(n − 1), so that RᵀR is the covariance; at most E rows.
    private static Matrix<double> Root(Matrix<double> sample, Vector<double> mean)
    {
        var centred = sample.MapIndexed((_, column, value) => value - mean[column]) / Math.Sqrt(sample.RowCount - 1);
        return sample.RowCount > sample.ColumnCount
            ? centred.QR(QRMethod.Thin).R
            : centred;
    }

    private static double SquareSum(Matrix<double> x) => x.PointwiseMultiply(x).RowSums().Sum();
}
