using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <content>How the codebook starts and follows the vectors.</content>
public sealed partial class VectorQuantizer
{
    private const double LargestReset = 0.25;

    /// <summary>Starts the codes at the means of K clusters of the vectors (k-means++ and Lloyd's iteration), with
    /// n_k = 1; called once, before training, with a first batch.</summary>
    /// <param name="z">At least K vectors.</param>
    /// <param name="stream">Draws the first means.</param>
    /// <param name="iterations">Steps of Lloyd's iteration, from 0.</param>
    /// <exception cref="ArgumentException">There are fewer than K vectors, or as of <see cref="forward"/>.</exception>
    public void StartAtMeans(Tensor z, RandomStream stream, int iterations = 10)
    {
        Require(z);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var means = KMeans.Means(Options.Axis.Rows(z).detach(), Options.NumEmbeddings, stream, iterations);
        embedding.weight.copy_(means);
        clusterSum.copy_(means);
        clusterSize.fill_(1);
    }

    /// <summary>Sets w_k = e_k n_k, so that later averages start from the codebook as it is, after a gradient step on
    /// it.</summary>
    public void AdoptCodebook()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        clusterSum.copy_(embedding.weight * clusterSize.unsqueeze(1));
    }

    /// <summary>Puts the least used codes on vectors drawn without repetition; see the other overload.</summary>
    /// <param name="z">Vectors of a batch.</param>
    /// <param name="stream">Draws the vectors.</param>
    /// <param name="percentile">In [0, 100].</param>
    /// <returns>The number of codes that moved.</returns>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public int ResetDeadCodes(Tensor z, RandomStream stream, double percentile = 10)
    {
        Require(z);
        int[] order = stream.Permutation((int)(z.numel() / Options.EmbeddingDim));
        return ResetDeadCodes(z, [.. order.Select(row => (long)row)], percentile);
    }

    /// <summary>
    /// Puts dead codes on vectors of a batch. Dead are those whose n_k is at most the percentile of all (linear between
    /// order statistics); at most a quarter of the codes, least used first, else in the order of their ids. Such a
    /// code's n_k becomes the lower median of all before.
    /// </summary>
    /// <param name="z">Vectors of a batch, flattened to rows.</param>
    /// <param name="rows">The rows to take, in this order, over again where they are too few.</param>
    /// <param name="percentile">In [0, 100].</param>
    /// <returns>The number of codes that moved.</returns>
    /// <exception cref="ArgumentException">There are no rows, or as of <see cref="forward"/>.</exception>
    public int ResetDeadCodes(Tensor z, IReadOnlyList<long> rows, double percentile = 10)
    {
        Require(z);
        ArgumentOutOfRangeException.ThrowIfNegative(percentile);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(percentile, 100);
        if (rows.Count == 0)
        {
            throw new ArgumentException("Expected at least one row to take, got none.", nameof(rows));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        double[] sizes = clusterSize.to(ScalarType.Float64).cpu().data<double>().ToArray();
        long[] dead = Dead(sizes, percentile);
        if (dead.Length > 0)
        {
            var device = embedding.weight.device;
            var into = tensor(dead, device: device);
            var from = tensor([.. dead.Select((_, i) => rows[i % rows.Count])], device: device);
            var vectors = Options.Axis.Rows(z).index_select(0, from);
            double median = sizes.Order().ElementAt((sizes.Length - 1) / 2);
            embedding.weight[into] = vectors;
            clusterSum[into] = vectors;
            clusterSize[into] = full([dead.Length], median, clusterSize.dtype, device);
        }

        return dead.Length;
    }

    private static long[] Dead(double[] sizes, double percentile)
    {
        double[] ordered = [.. sizes.Order()];
        double place = percentile * (sizes.Length - 1) / 100;
        int below = (int)place;
        double next = ordered[Math.Min(below + 1, sizes.Length - 1)];
        double threshold = ordered[below] + ((place - below) * (next - ordered[below]));
        long[] dead = [.. sizes.Index().Where(size => size.Item <= threshold).Select(size => (long)size.Index)];
        int most = (int)(LargestReset * sizes.Length);
        return dead.Length <= most ? dead : [.. dead.OrderBy(k => sizes[k]).Take(most)];
    }

    private void Follow(Tensor vectors, Tensor codes)
    {
        using var quiet = no_grad();
        var z = vectors.detach();
        double kept = Options.Decay;
        var counts = zeros_like(clusterSize).index_add_(0, codes, ones(z.size(0), z.dtype, z.device), 1);
        var sums = zeros_like(clusterSum).index_add_(0, codes, z, 1);
        var size = (kept * clusterSize) + ((1 - kept) * counts);
        var total = size.sum();
        size = (size + Options.Epsilon) / (total + (Options.NumEmbeddings * Options.Epsilon)) * total;
        var sum = (kept * clusterSum) + ((1 - kept) * sums);
        var isFinite = sums.isfinite().all();
        clusterSize.copy_(where(isFinite, size, clusterSize));
        clusterSum.copy_(where(isFinite, sum, clusterSum));
        embedding.weight.copy_(where(isFinite, sum / size.unsqueeze(1), embedding.weight));
    }
}
