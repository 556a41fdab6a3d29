using MathNet.Numerics;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How much motions differ: the mean Euclidean distance between the features of two of them (Guo et al. 2022, section
/// 5). Departs from it in taking all pairs, of which its 300 random ones are an estimate, so that nothing is drawn.
/// </summary>
public static class Diversity
{
    /// <summary>The mean over all N (N − 1) / 2 pairs.</summary>
    /// <param name="features">[N, E], finite, at least two rows.</param>
    /// <exception cref="ArgumentException">The shape differs, there are fewer than two rows, or a number is not
    /// finite.</exception>
    public static double Of(Tensor features)
    {
        Shape.Require(features, "N E", [Shape.Any, Shape.Any]);
        if (features.size(0) < 2)
        {
            throw new ArgumentException(
                $"Expected at least 2 motions to compare, got {features.size(0)}.", nameof(features));
        }

        double[][] rows = Numbers.Rows(Numbers.Finite(features, nameof(features)));
        double sum = 0;
        for (int i = 1; i < rows.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                sum += Distance.Euclidean(rows[i], rows[j]);
            }
        }

        return sum / (0.5 * rows.Length * (rows.Length - 1));
    }
}
