using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class SsimTests
{
    [Fact]
    public void Similarity_IsTheReferences()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G5.2-metrics");
        var (a, b) = (golden.Read("in:image_a"), golden.Read("in:image_b"));

        golden.RequireOutput("out:ssim_map_valid", Ssim.Map(a, b));
        golden.RequireOutput("out:ssim_valid", Ssim.Of(a, b));
        golden.RequireOutput("out:ssim_valid_per_image", Ssim.Map(a, b).mean([1, 2, 3]));
    }

    [Fact]
    public void Similarity_IsSymmetric_OneForEqualImages_AndFreeOfScale()
    {
        using var scope = NewDisposeScope();
        var a = rand([2, 3, 16, 20], ScalarType.Float64);
        var b = rand([2, 3, 16, 20], ScalarType.Float64);

        Assert.Equal(1, Ssim.Of(a, a).item<double>(), 1e-12);
        Assert.Equal(Ssim.Of(a, b).item<double>(), Ssim.Of(b, a).item<double>(), 1e-12);
        Assert.Equal(Ssim.Of(a, b).item<double>(), Ssim.Of(5 * a, 5 * b, 5).item<double>(), 1e-12);
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(
            "Expected images of at least 11x11 cells, got 10x20. (Parameter 'a')",
            Assert.Throws<ArgumentException>(() => Ssim.Of(rand(1, 1, 10, 20), rand(1, 1, 10, 20))).Message);
        Assert.Equal(
            "Expected shape [B=1, C=1, H=16, W=16], got [1, 2, 16, 16]. (Parameter 'b')",
            Assert.Throws<ArgumentException>(() => Ssim.Of(rand(1, 1, 16, 16), rand(1, 2, 16, 16))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Ssim.Of(rand(1, 1, 16, 16), rand(1, 1, 16, 16), 0));
    }
}
