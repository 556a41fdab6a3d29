using MathNet.Numerics.LinearAlgebra;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// The rule "auto" of the spinlock reference for the widths of a category's three levels over its number of features: a
/// blend of three tables by the spread of the features (clipped median variance), their number (log₁₀(F + 1) / log₁₀
/// 101) and their redundancy (half the share of variance of the first five principal components, half the mean |ρ|),
/// with weights in proportion to spread, number and 1 − that share.
/// </summary>
public static class AdaptiveRatios
{
    private const int Components = 5;

    /// <summary>The three ratios, coarse to fine.</summary>
    /// <param name="features">The category's features, normalised, [N, F], at least two samples.</param>
    /// <exception cref="ArgumentException">There are fewer than two samples, or a value is not finite.</exception>
    public static IReadOnlyList<double> Of(Tensor features)
    {
        Shape.Require(features, "N F", [Shape.Any, Shape.Any]);
        (int samples, int count) = ((int)features.size(0), (int)features.size(1));
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var x = features.to(ScalarType.Float64).cpu();
        if (samples < 2 || !x.isfinite().all().item<bool>())
        {
            throw new ArgumentException(
                $"Expected at least two samples of finite features, got {samples} of which "
                + $"{x.isfinite().logical_not().sum().item<long>()} values are not finite.",
                nameof(features));
        }

        var centred = x - x.mean([0]);
        double[] entries = (centred.t().matmul(centred) / (samples - 1)).contiguous().data<double>().ToArray();
        var covariance = Matrix<double>.Build.DenseOfRowMajor(count, count, entries);
        double spread = Math.Clamp(FeatureMath.Median(covariance.Diagonal()), 0, 1);
        double number = Math.Log10(count + 1) / Math.Log10(101);
        double share = LeadingShare(covariance);
        double redundancy = (share + MeanCorrelation(covariance)) / 2;
        (double Weight, double[] Ratios)[] tables =
        [
            (spread, spread > 0.7 ? [0.25, 0.75, 2] : spread > 0.4 ? [0.4, 1, 1.8] : [0.5, 1, 1.5]),
            (number, number > 0.8 ? [0.3, 0.8, 1.5] : number > 0.5 ? [0.4, 1, 1.8] : [0.5, 1.2, 2]),
            (1 - share, redundancy > 0.7 ? [0.3, 0.7, 1.2] : redundancy > 0.4 ? [0.5, 1, 1.5] : [0.6, 1.5, 2.5]),
        ];
        double total = tables.Sum(table => table.Weight);
        return [.. Enumerable.Range(0, 3).Select(i => tables.Sum(table => table.Weight * table.Ratios[i]) / total)];
    }

    private static double LeadingShare(Matrix<double> covariance)
    {
        double total = covariance.Trace();
        var eigenvalues = covariance.Evd(Symmetricity.Symmetric).EigenValues.Select(value => value.Real);
        return total > 0 ? Math.Min(1, eigenvalues.OrderDescending().Take(Components).Sum() / total) : 1;
    }

    // Over pairs of different features that vary; 0 where there are none.
    private static double MeanCorrelation(Matrix<double> covariance)
    {
        double sum = 0;
        int pairs = 0;
        for (int i = 0; i < covariance.RowCount; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double scale = Math.Sqrt(covariance[i, i] * covariance[j, j]);
                if (scale > 0)
                {
                    sum += Math.Abs(covariance[i, j]) / scale;
                    pairs++;
                }
            }
        }

        return pairs == 0 ? 0 : sum / pairs;
    }
}
