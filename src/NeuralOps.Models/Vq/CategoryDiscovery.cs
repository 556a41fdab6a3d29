using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// Groups features that vary together: Ward's clustering of the distances 1 − |ρ|, ρ Pearson's correlation over
/// samples, cut at the number of clusters with the best silhouette that leaves none with a single feature. Features of
/// clusters that are too small go to the nearest of the others by mean distance; where all are too small there is one
/// category.
/// </summary>
/// <remarks>Correlations do not depend on centre and scale of a feature, so it makes no difference whether the features
/// are normalised before.</remarks>
public static class CategoryDiscovery
{
    /// <summary>The categories by name with the columns of their features: isolated families first, then
    /// <c>cluster_1</c>, <c>cluster_2</c>, … in the order of their first features.</summary>
    /// <param name="features">[N, F], at least two samples.</param>
    /// <param name="names">The F names.</param>
    /// <param name="options">Limits and isolated families.</param>
    /// <exception cref="ArgumentException">The number of names differs from F, there are too few samples, a feature is
    /// constant or not finite, or an isolated family has no features.</exception>
    public static IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> Of(
        Tensor features, IReadOnlyList<string> names, CategoryDiscoveryOptions? options = null)
    {
        options ??= new CategoryDiscoveryOptions();
        Shape.Require(features, "N F", [Shape.Any, names.Count]);
        if (features.size(0) < 2)
        {
            throw new ArgumentException(
                $"Expected at least two samples to correlate, got {features.size(0)}.", nameof(features));
        }

        var categories = new List<KeyValuePair<string, IReadOnlyList<int>>>();
        HashSet<int> rest = [.. Enumerable.Range(0, names.Count)];
        foreach (string family in options.IsolatedFamilies)
        {
            int[] members = [.. rest.Where(i => names[i].StartsWith(family + "::", StringComparison.Ordinal)).Order()];
            if (members.Length == 0)
            {
                throw new ArgumentException(
                    $"Expected features named '{family}::…' of the isolated family, got none.", nameof(options));
            }

            rest.ExceptWith(members);
            categories.Add(new(family, members));
        }

        int[] columns = [.. rest.Order()];
        double[,] distances = Distances(features, names, columns);
        foreach (var (number, cluster) in Clusters(distances, options).Index())
        {
            categories.Add(new($"cluster_{number + 1}", [.. cluster.Select(i => columns[i])]));
        }

        return categories;
    }

    private static double[,] Distances(Tensor features, IReadOnlyList<string> names, int[] columns)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        double[,] distances = new double[columns.Length, columns.Length];
        if (columns.Length == 0)
        {
            return distances;
        }

        var index = tensor([.. columns.Select(i => (long)i)], device: features.device);
        var x = features.index_select(1, index).to(ScalarType.Float64).cpu();
        var spread = x.std([0], unbiased: false);
        double[] spreads = spread.data<double>().ToArray();
        int wrong = Array.FindIndex(spreads, value => !double.IsFinite(value) || value <= 0);
        if (wrong >= 0)
        {
            throw new ArgumentException(
                $"Expected features that vary and are finite, got '{names[columns[wrong]]}' with a standard "
                + $"deviation of {spreads[wrong]}.",
                nameof(features));
        }

        var unit = (x - x.mean([0])) / spread;
        double[] rho = (unit.t().matmul(unit) / x.size(0)).contiguous().data<double>().ToArray();
        for (int i = 0; i < columns.Length; i++)
        {
            for (int j = 0; j < columns.Length; j++)
            {
                distances[i, j] = i == j ? 0 : Math.Max(0, 1 - Math.Abs(rho[(i * columns.Length) + j]));
            }
        }

        return distances;
    }

    private static IEnumerable<int[]> Clusters(double[,] distances, CategoryDiscoveryOptions options)
    {
        int n = distances.GetLength(0);
        if (n == 0)
        {
            return [];
        }

        var clusters = Members(Best(distances, options.MaxClusters));
        var kept = clusters.Where(cluster => cluster.Count >= options.MinFeatures).ToList();
        if (kept.Count == 0)
        {
            return [[.. Enumerable.Range(0, n)]];
        }

        int[][] founders = [.. kept.Select(cluster => cluster.ToArray())];
        foreach (int orphan in clusters.Except(kept).SelectMany(cluster => cluster))
        {
            int nearest = Enumerable.Range(0, kept.Count)
                .MinBy(k => founders[k].Average(member => distances[orphan, member]));
            kept[nearest].Add(orphan);
        }

        return kept.Select(cluster => cluster.Order().ToArray()).OrderBy(cluster => cluster[0]);
    }

    private static int[] Best(double[,] distances, int most)
    {
        var merges = WardLinkage.Merges(distances);
        int[] best = WardLinkage.Cut(merges, 1);
        double score = double.NegativeInfinity;
        for (int count = 2; count <= Math.Min(most, best.Length / 2); count++)
        {
            int[] labels = WardLinkage.Cut(merges, count);
            if (Members(labels).All(cluster => cluster.Count > 1) && Silhouette.Of(distances, labels) is var found
                && found > score)
            {
                (best, score) = (labels, found);
            }
        }

        return best;
    }

    private static List<List<int>> Members(int[] labels) =>
        [.. labels.Index().GroupBy(item => item.Item, item => item.Index).Select(cluster => cluster.ToList())];
}
