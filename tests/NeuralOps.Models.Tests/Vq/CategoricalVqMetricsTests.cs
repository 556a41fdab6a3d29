using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class CategoricalVqMetricsTests
{
    [Fact]
    public void Metrics_AreThoseOfTheOutput()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var model = CategoricalVqVaeTests.Spread(CategoricalVqVaeTests.Tiny);
        model.eval();
        var x = 0.3 * randn(30, 5);
        using var output = model.call(x);

        var metrics = CategoricalVqMetrics.Of(model, x);

        float[] errors = (output.Reconstruction - x).square().mean([0]).data<float>().ToArray();
        Assert.Equal(1 - errors.Average(), metrics.Quality, 1e-5);
        Assert.Equal((errors[0] + errors[2]) / 2, metrics.Categories[0].Error, 1e-5);
        int[] used = [.. Enumerable.Range(0, 4).Select(i =>
            output.Tokens.select(1, i).contiguous().data<long>().ToArray().Distinct().Count())];
        Assert.Equal(used.Sum() / 18.0, metrics.Utilization, 1e-12);
        Assert.Equal((used[2] + used[3]) / 9.0, metrics.Categories[1].Utilization, 1e-12);
        double[] pair = [metrics.Categories[0].Error, metrics.Categories[1].Error];
        Assert.Equal(Math.Abs(pair[0] - pair[1]) / (2 * (pair[0] + pair[1])), metrics.Gini, 1e-12);
        double gate = 1 / (1 + Math.Exp(-20 * (metrics.Utilization - 0.25)));
        Assert.Equal(
            Math.Pow(metrics.Quality * gate * (1 - metrics.Gini), 1.0 / 3), metrics.Composite, 1e-12);
        using var topology = Topology.Of(x, output.Latents, output.Quantized);
        Assert.Equal(topology.EndToEnd.item<float>(), metrics.TopologyEndToEnd, 1e-6);
    }

    [Fact]
    public void Topology_IsThatOfSomeRowsOfMany()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var model = CategoricalVqVaeTests.Spread(CategoricalVqVaeTests.Tiny);
        var (seen, skipped) = (0.3 * randn(1024, 5), 50 * randn(1024, 5));

        var all = CategoricalVqMetrics.Of(model, stack([seen, skipped], 1).flatten(0, 1));
        var some = CategoricalVqMetrics.Of(model, seen);

        Assert.Equal(some.TopologyPre, all.TopologyPre, 1e-4);
        Assert.Equal(some.TopologyPost, all.TopologyPost, 1e-4);
        Assert.Equal(some.TopologyEndToEnd, all.TopologyEndToEnd, 1e-4);
        Assert.NotEqual(some.Quality, all.Quality, 0.1);
    }

    [Fact]
    public void Gini_IsZeroForEqualNumbers_AndNearlyOneForASingleOwner()
    {
        Assert.Equal(0, CategoricalVqMetrics.GiniOf([2, 2, 2]), 1e-12);
        Assert.Equal(0.99, CategoricalVqMetrics.GiniOf([1, .. Enumerable.Repeat(0.0, 99)]), 1e-12);
        Assert.Equal(0, CategoricalVqMetrics.GiniOf([0, 0]));
    }
}
