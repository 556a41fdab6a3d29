using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class ConstantCacheTests
{
    [Fact]
    public void ManyKeys_AreNotAllKept()
    {
        var cache = new ConstantCache<int, string>(4);
        for (var key = 0; key < 10; key++)
        {
            Assert.Equal($"{key}", cache.Of(key, () => $"{key}"));
            Assert.Equal($"{key}", cache.Of(key, () => "computed twice"));
            Assert.InRange(cache.Count, 1, 4);
        }
    }

    // More grids than are kept: plans are dropped, and freed by the finalizer, between and during the calls.
    [Fact]
    public void SpectralLayer_OnEverNewGrids_GivesTheSameOnEach()
    {
        using var scope = NewDisposeScope();
        var weight = randn([2, 2, 3]);
        Tensor On(long points) => SpectralMixing.Apply(
            ones([1, 2, points]), [weight], [weight], KeptRows.BothSigns, FourierScaling.Backward);
        var expected = weight.select(2, 0).sum([0]); // a constant has frequency 0 only
        for (var points = 5; points < 150; points++)
        {
            var y = On(points);
            GC.Collect();
            Assert.InRange((y - expected.reshape(1, 2, 1)).abs().max().item<float>(), 0, 1e-5);
        }
    }
}
