using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Cluster means by k-means++ (Arthur and Vassilvitskii 2007) and Lloyd's iteration; an empty cluster keeps
/// its mean.</summary>
internal static class KMeans
{
    /// <summary>z [N, D] → [K, D].</summary>
    /// <exception cref="ArgumentException">There are fewer than K vectors.</exception>
    public static Tensor Means(Tensor z, int count, RandomStream stream, int iterations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(iterations);
        if (z.size(0) < count)
        {
            throw new ArgumentException(
                $"Expected at least {count} vectors for as many codes, got {z.size(0)}.", nameof(z));
        }

        var means = Spread(z, count, stream);
        for (int i = 0; i < iterations; i++)
        {
            using var before = means;
            using var scope = NewDisposeScope();
            var nearest = Distances(z, before).argmin(1);
            var counts = zeros(count, z.dtype, z.device).index_add_(0, nearest, ones(z.size(0), z.dtype, z.device), 1);
            var sums = zeros_like(before).index_add_(0, nearest, z, 1);
            var filled = (counts > 0).unsqueeze(1);
            means = where(filled, sums / counts.clamp_min(1).unsqueeze(1), before).MoveToOuterDisposeScope();
        }

        return means;
    }

    // The first mean is any vector; each next is drawn with probability proportional to the squared distance from those
    // there are.
    private static Tensor Spread(Tensor z, int count, RandomStream stream)
    {
        long[] rows = new long[count];
        rows[0] = stream.NextInt((int)z.size(0));
        double[] nearest = [.. Enumerable.Repeat(double.PositiveInfinity, (int)z.size(0))];
        for (int k = 1; k < count; k++)
        {
            using var scope = NewDisposeScope();
            var distance = (z - z[rows[k - 1]]).square().sum(1); // [N]
            double[] latest = distance.to(ScalarType.Float64).cpu().data<double>().ToArray();
            nearest = [.. nearest.Zip(latest, Math.Min)];
            rows[k] = Draw(nearest, stream);
        }

        return z.index_select(0, tensor(rows, device: z.device));
    }

    private static int Draw(double[] weights, RandomStream stream)
    {
        double total = weights.Sum();
        if (!(total > 0))
        {
            return stream.NextInt(weights.Length);
        }

        double target = stream.NextDouble() * total;
        for (int i = 0; i < weights.Length; i++)
        {
            target -= weights[i];
            if (target < 0)
            {
                return i;
            }
        }

        return Array.FindLastIndex(weights, weight => weight > 0);
    }

    private static Tensor Distances(Tensor z, Tensor means) =>
        means.square().sum(1) - (2 * z.matmul(means.t())); // [N, K], less |z|²
}
