using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class LatentProjectorTests
{
    [Fact]
    public void Evaluation_IsTheFormulaOfItsWeights()
    {
        using var scope = NewDisposeScope();
        using var projector = new LatentProjector(6, 5);
        projector.to(ScalarType.Float64);
        var weights = projector.state_dict();
        using (no_grad())
        {
            weights["projection.1.running_mean"].copy_(randn([512]));
            weights["projection.1.running_var"].copy_(rand([512]) + 0.5);
        }

        projector.eval();
        var x = randn([3, 6, 4, 2], dtype: ScalarType.Float64);
        var hidden = x.mean([2, 3]).matmul(weights["projection.0.weight"].t()) + weights["projection.0.bias"];
        hidden = (hidden - weights["projection.1.running_mean"])
            / (weights["projection.1.running_var"] + 1e-5).sqrt();
        var expected = hidden.clamp_min(0).matmul(weights["projection.4.weight"].t()) + weights["projection.4.bias"];
        Assert.True((expected - projector.call(x)).abs().max().ToDouble() < 1e-12); // float64, sums of 512
    }

    [Fact]
    public void Weights_StartAfterGlorot()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var projector = new LatentProjector(256, 780);
        var weights = projector.state_dict();
        double bound = Math.Sqrt(6.0 / (256 + 512));
        var first = weights["projection.0.weight"];
        Assert.InRange(first.abs().max().ToDouble(), 0.99 * bound, bound);
        Assert.Equal(bound / Math.Sqrt(3), first.std().ToDouble(), 1e-3);
        Assert.Equal(0, weights["projection.0.bias"].abs().max().ToDouble());
        Assert.Equal(0, weights["projection.4.bias"].abs().max().ToDouble());
    }

    [Fact]
    public void OtherChannels_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var projector = new LatentProjector(6, 5);
        var error = Assert.Throws<ArgumentException>(() => projector.call(zeros([1, 4, 2, 2])));
        Assert.Equal("Expected shape [B, C=6, H, W], got [1, 4, 2, 2]. (Parameter 'input')", error.Message);
    }
}
