using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class VqLevelSizesTests
{
    [Theory]
    [InlineData(8, "20x4 10x8 6x12")] // the levels of the reference's fixture
    [InlineData(12, "24x8 12x12 6x20")]
    public void Ratios_GiveTheReferencesLevels(int features, string expected) =>
        Assert.Equal(expected, Text(VqLevelSizes.Of(features, [0.5, 1, 1.5])));

    [Theory]
    [InlineData(8, 10_000, "20x48 10x8 6x4")]
    [InlineData(100, 10_000, "44x180 23x92 11x48")]
    [InlineData(1, 10_000, "15x48 6x8 6x4")]
    [InlineData(8, 500, "20x12 10x8 6x4")]
    [InlineData(2, 40_000, "28x56 6x8 6x4")]
    public void WithoutRatios_WidthsHalveAndFall(int features, int samples, string expected) =>
        Assert.Equal(expected, Text(VqLevelSizes.Of(features, samples: samples)));

    [Fact]
    public void Uniform_GivesEveryLevelTheFirstSize()
    {
        Assert.Equal("20x4 20x8 20x16 20x4", Text(VqLevelSizes.Of(8, [0.1, 1, 2, 0.25], isUniform: true)));
        Assert.Equal("20x48 20x8", Text(VqLevelSizes.Of(8, isUniform: true, levels: 2)));
    }

    [Fact]
    public void BadArguments_AreRefused()
    {
        VectorQuantizerTests.OutOfRange(
            () => VqLevelSizes.Of(0),
            "features ('0') must be greater than or equal to '1'. (Parameter 'features')\nActual value was 0.");
        VectorQuantizerTests.OutOfRange(
            () => VqLevelSizes.Of(4, [1, 0]),
            "ratios ('0') must be a non-negative and non-zero value. (Parameter 'ratios')\nActual value was 0.");
    }

    [Fact]
    public void AdaptiveRatios_FollowSpreadNumberAndRedundancy()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();

        // One feature of variance 1 fills the first component alone: number = log10(2) / log10(101), share 1.
        double number = Math.Log10(2) / Math.Log10(101);
        var single = AdaptiveRatios.Of(tensor(new[] { -1.0, 1, -1, 1, 0 }, [5, 1]));
        Assert.Equal(((1 * 0.25) + (number * 0.5)) / (1 + number), single[0], 1e-12);
        Assert.Equal(((1 * 2) + (number * 2)) / (1 + number), single[2], 1e-12);

        // Many independent features spread widely, so that redundancy is small and counts.
        var rich = AdaptiveRatios.Of(randn(4000, 100));
        var copies = AdaptiveRatios.Of(randn(200, 1).expand(200, 100));
        Assert.True(rich[2] > copies[2]);
        Assert.All(rich.Zip(rich.Skip(1)), pair => Assert.True(pair.First < pair.Second));

        VectorQuantizerTests.Refused(
            () => AdaptiveRatios.Of(tensor(new[] { float.NaN, 1, 2 }, [3, 1])),
            "Expected at least two samples of finite features, got 3 of which 1 values are not finite. "
            + "(Parameter 'features')");
    }

    private static string Text(IReadOnlyList<VqLevel> levels) =>
        string.Join(' ', levels.Select(level => $"{level.NumTokens}x{level.LatentDim}"));
}
