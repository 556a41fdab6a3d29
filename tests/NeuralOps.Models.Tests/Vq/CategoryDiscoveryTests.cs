using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CategoryDiscoveryTests
{
    [Fact]
    public void Ward_AgreesWithScipy()
    {
        double[] expected = VqExpected.Clustering.Read<double[]>("distances");
        double[,] distances = Distances();

        var merges = WardLinkage.Merges(distances);

        Assert.All(expected.Zip(merges), pair => Assert.Equal(pair.First, pair.Second.Distance, 1e-12));
        foreach (var cut in VqExpected.Clustering.GetProperty("cuts").EnumerateObject())
        {
            int[] labels = WardLinkage.Cut(merges, int.Parse(cut.Name));
            Assert.Equal(Renumbered(cut.Value.Read<int[]>("labels")), labels);
            Assert.Equal(cut.Value.Read<double>("silhouette"), Silhouette.Of(distances, labels), 1e-12);
        }
    }

    [Fact]
    public void Discovery_FindsThePlantedGroups_AndGivesOrphansANeighbour()
    {
        using var scope = NewDisposeScope();
        var x = VqExpected.Clustering.Matrix("features");
        string[] names = [.. Enumerable.Range(0, 14).Select(i => $"summary::f{i}")];

        var categories = CategoryDiscovery.Of(x, names);
        var coarse = CategoryDiscovery.Of(x, names, new() { MinFeatures = 5 });

        // Planted: 5, 4, 3 and 2 features of a source each; two are too few to stand on their own.
        Assert.Equal(["cluster_1", "cluster_2", "cluster_3"], categories.Select(category => category.Key));
        Assert.Equal(14, categories.SelectMany(category => category.Value).Distinct().Count());
        Assert.Empty(Enumerable.Range(0, 5).Except(categories[0].Value));
        Assert.Equal([12, 13], CategoryDiscovery.Of(x, names, new() { MinFeatures = 2 })[3].Value);
        Assert.Equal(Enumerable.Range(0, 14), coarse.Single().Value);
    }

    [Fact]
    public void IsolatedFamily_StandsApart()
    {
        using var scope = NewDisposeScope();
        var x = VqExpected.Clustering.Matrix("features");
        string[] names = [.. Enumerable.Range(0, 14).Select(i => i % 7 == 0 ? $"initial::f{i}" : $"summary::f{i}")];

        var categories = CategoryDiscovery.Of(x, names, new() { IsolatedFamilies = ["initial"], MaxClusters = 4 });

        Assert.Equal("initial", categories[0].Key);
        Assert.Equal([0, 7], categories[0].Value);
        Assert.All(categories.Skip(1), category => Assert.DoesNotContain(7, category.Value));
        Assert.Equal(12, categories.Skip(1).Sum(category => category.Value.Count));
    }

    [Fact]
    public void ScaleAndSign_DoNotMatter()
    {
        using var scope = NewDisposeScope();
        var x = VqExpected.Clustering.Matrix("features", ScalarType.Float64);
        string[] names = [.. Enumerable.Range(0, 14).Select(i => $"{i}")];
        var scale = tensor(Enumerable.Range(0, 14).Select(i => (i % 2 == 0 ? -1.0 : 1.0) * (i + 1)).ToArray());

        var expected = CategoryDiscovery.Of(x, names);
        var found = CategoryDiscovery.Of((x * scale) + 3, names);

        Assert.Equal(expected.Select(c => c.Value), found.Select(c => c.Value));
    }

    [Fact]
    public void Refusals_NameTheFeature()
    {
        using var scope = NewDisposeScope();
        var x = randn(5, 3);
        x.select(1, 2).fill_(4);

        VectorQuantizerTests.Refused(
            () => CategoryDiscovery.Of(x, ["a", "b", "c"]),
            "Expected features that vary and are finite, got 'c' with a standard deviation of 0. "
            + "(Parameter 'features')");
        VectorQuantizerTests.Refused(
            () => CategoryDiscovery.Of(x, ["a"]), "Expected shape [N, F=1], got [5, 3]. (Parameter 'features')");
        VectorQuantizerTests.Refused(
            () => CategoryDiscovery.Of(x[0..1], ["a", "b", "c"]),
            "Expected at least two samples to correlate, got 1. (Parameter 'features')");
        VectorQuantizerTests.Refused(
            () => CategoryDiscovery.Of(x, ["a", "b", "c"], new() { IsolatedFamilies = ["x"] }),
            "Expected features named 'x::…' of the isolated family, got none. (Parameter 'options')");
    }

    private static double[,] Distances()
    {
        double[][] x = VqExpected.Clustering.Read<double[][]>("features");
        int n = x[0].Length;
        double[,] distances = new double[n, n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                distances[i, j] = i == j ? 0 : 1 - Math.Abs(MathNet.Numerics.Statistics.Correlation.Pearson(
                    x.Select(row => row[i]), x.Select(row => row[j])));
            }
        }

        return distances;
    }

    private static int[] Renumbered(int[] labels)
    {
        var order = labels.Distinct().ToList();
        return [.. labels.Select(label => order.IndexOf(label))];
    }
}
