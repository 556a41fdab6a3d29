using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

public sealed class SamplingQualityTests
{
    [Fact]
    public void Discrepancy_HasTheValuesOfTheFormula()
    {
        // One axis, points 1/4 and 3/4: 13/12 − 2·(1 + 1/8 − 1/32) + (2·(1 + 1/4) + 2·(1 + 1/4 − 1/4))/4 = 1/48.
        Assert.Equal(1 / 48.0, SamplingQuality.Of([[0.25f], [0.75f]]).Discrepancy, 12);
        // Two axes, points (0, 0) and (1, 1): z = 1/2 everywhere.
        double expected = (169.0 / 144) - (2 * 1.125 * 1.125) + ((2 * 1.5 * 1.5) + 2) / 4;
        Assert.Equal(expected, SamplingQuality.Of([[0, 0], [1, 1]]).Discrepancy, 12);
    }

    [Fact]
    public void RandomPoints_HaveTheExpectedDiscrepancy()
    {
        // E = ((5/4)^P − (13/12)^P)/N for independent uniform points.
        double sum = 0;
        for (ulong seed = 0; seed < 40; seed++)
        {
            var random = new RandomStream(seed, "points");
            float[][] points = [.. Enumerable.Range(0, 64).Select(_ => Uniform(random, 3))];
            sum += SamplingQuality.Of(points).Discrepancy / 40;
        }

        double expected = (Math.Pow(1.25, 3) - Math.Pow(13.0 / 12, 3)) / 64;
        Assert.InRange(sum, 0.85 * expected, 1.15 * expected);
    }

    [Fact]
    public void Correlation_IsThatOfTheWorstPairOfAxes()
    {
        float[][] points = [[0, 0.5f, 0.1f], [0.5f, 0, 0.2f], [1, 0.5f, 0.3f], [0.5f, 1, 0.1f]];
        // Axes 0 and 1 are uncorrelated; 0 and 2: 0.1/√(0.5·0.0275); 1 and 2: −0.05/√(0.5·0.0275).
        Assert.Equal(0.1 / Math.Sqrt(0.5 * 0.0275), SamplingQuality.Of(points).MaxCorrelation, 6);
    }

    [Fact]
    public void ScrambledSobol_IsGood_WhereRandomPointsAreNot()
    {
        var space = ParameterSpace.RandomConvolution;
        var sobol = SamplingQuality.Of(
            new SobolSequence(space.Dimensions.Count, new RandomStream(42, "parameters")).Draw(2048));
        var random = new RandomStream(42, "points");
        var plain = SamplingQuality.Of([.. Enumerable.Range(0, 2048).Select(_ => Uniform(random, 12))]);

        Assert.True(sobol.IsGood, sobol.ToString());
        Assert.True(sobol.Discrepancy < 0.5 * plain.Discrepancy, $"{sobol} {plain}");
        Assert.False(new SamplingQuality(0.02, 0).IsGood);
        Assert.False(new SamplingQuality(0, 0.06).IsGood);
    }

    [Fact]
    public void Refusals_SayWhatWasFound()
    {
        Assert.Equal(
            "Expected points of 2 axes, got one of 1. (Parameter 'points')",
            Assert.Throws<ArgumentException>(() => SamplingQuality.Of([[0, 1], [0]])).Message);
        Assert.Equal(
            "points ('1') must be greater than or equal to '2'. (Parameter 'points')\nActual value was 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => SamplingQuality.Of([[0]])).Message
                .ReplaceLineEndings("\n"));
    }

    private static float[] Uniform(RandomStream random, int count)
    {
        float[] point = new float[count];
        random.FillUniform(point);
        return point;
    }
}
