using MathNet.Numerics;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How often a motion finds its own text among others, by the Euclidean distance of their embeddings (R-precision), and
/// how near the two are (Guo et al. 2022, Generating Diverse and Natural 3D Human Motions from Text, section 5).
/// </summary>
/// <param name="Top1">Share of the motions whose own text is the nearest of its group.</param>
/// <param name="Top2">Share whose own text is among the nearest two.</param>
/// <param name="Top3">Share whose own text is among the nearest three.</param>
/// <param name="MultimodalDistance">Mean distance between a motion and its own text.</param>
/// <param name="Groups">The number of groups that were ranked.</param>
/// <remarks>Texts at the same distance are ranked by chance, and the share is its expectation: an encoder that maps all
/// texts to one point scores k/32, one that two motions share costs neither. The evaluation code published with the
/// paper ranks motions for each text instead: exchange the arguments for that.</remarks>
public sealed record RetrievalPrecision(
    double Top1, double Top2, double Top3, double MultimodalDistance, int Groups)
{
    /// <summary>Ranks consecutive groups of rows; an incomplete group at the end is left out.</summary>
    /// <param name="motion">[N, E], in an order that mixes the data.</param>
    /// <param name="text">[N, E], the text of each motion.</param>
    /// <param name="groupSize">The number of texts to choose from, at least 4.</param>
    /// <exception cref="ArgumentException">A shape differs, there are fewer rows than a group has, or a number is not
    /// finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A group has fewer than 4 texts.</exception>
    public static RetrievalPrecision Of(Tensor motion, Tensor text, int groupSize = 32)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 4);
        Shape.Require(motion, "N E", [Shape.Any, Shape.Any]);
        SameShape.Require(motion, text);
        int groups = (int)(motion.size(0) / groupSize);
        if (groups == 0)
        {
            throw new ArgumentException(
                $"Expected at least the {groupSize} motions of a group, got {motion.size(0)}.", nameof(motion));
        }

        double[][] motions = Numbers.Rows(Numbers.Finite(motion, nameof(motion)));
        double[][] texts = Numbers.Rows(Numbers.Finite(text, nameof(text)));
        double[] hits = new double[3];
        double distance = 0;
        for (int i = 0; i < groups * groupSize; i++)
        {
            int start = i / groupSize * groupSize;
            double own = Distance.Euclidean(motions[i], texts[i]);
            double[] others = [.. texts[start..(start + groupSize)].Select(row => Distance.Euclidean(motions[i], row))];
            int nearer = others.Count(other => other < own);
            int equal = others.Count(other => other == own);
            distance += own;
            for (int k = 1; k <= hits.Length; k++)
            {
                hits[k - 1] += Math.Clamp((double)(k - nearer) / equal, 0, 1);
            }
        }

        int count = groups * groupSize;
        return new RetrievalPrecision(hits[0] / count, hits[1] / count, hits[2] / count, distance / count, groups);
    }
}
