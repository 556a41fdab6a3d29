using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class SobolSequenceTests
{
    [Fact]
    public void Plain_HasThePublishedPoints()
    {
        double[][] expected = JsonSerializer.Deserialize<double[][]>(
            File.ReadAllText(Fixtures.PathOf("sobol", "points.json")))!;

        var found = new SobolSequence(21).Draw(expected.Length);

        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i].Select(value => (double)value));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EveryPowerOfTwo_PutsOnePointIntoEachIntervalOfEachAxis(bool scrambled)
    {
        const int Count = 256;
        var points = new SobolSequence(21, scrambled ? new RandomStream(3, "sobol") : null).Draw(2 * Count);

        for (int first = 0; first < points.Length; first += Count)
        {
            for (int axis = 0; axis < 21; axis++)
            {
                var cells = points[first..(first + Count)].Select(point => (int)(point[axis] * Count)).Order();
                Assert.Equal(Enumerable.Range(0, Count), cells);
            }
        }
    }

    [Fact]
    public void Scrambled_IsAFunctionOfTheSeed_AndKeepsTheFirstTwoAxesStratified()
    {
        var points = new SobolSequence(12, new RandomStream(42, "parameters")).Draw(64);

        Assert.Equal(points, new SobolSequence(12, new RandomStream(42, "parameters")).Draw(64));
        Assert.NotEqual(points[0], new SobolSequence(12, new RandomStream(43, "parameters")).Draw(1)[0]);
        Assert.All(points, point => Assert.All(point, value => Assert.InRange(value, 0, 1 - (1f / (1 << 24)))));
        // A (0, m, 2)-net: one point in each of the 8 x 8 squares.
        var squares = points.Select(point => ((int)(point[0] * 8) * 8) + (int)(point[1] * 8)).Order();
        Assert.Equal(Enumerable.Range(0, 64), squares);
    }

    [Fact]
    public void Scrambled_HasTheStoredStart()
    {
        // Integer arithmetic alone: equal to the bit on every machine, in units of 2⁻²⁴.
        float[] first = new SobolSequence(4, new RandomStream(42, "parameters")).Draw(1)[0];
        Assert.Equal([11461108, 3976082, 13808111, 6924690], first.Select(value => (int)(value * (1 << 24))));
    }

    [Fact]
    public void Scrambling_MovesTheFirstPointOverTheWholeInterval()
    {
        double[] first = [.. Enumerable.Range(0, 4000).Select(
            seed => (double)new SobolSequence(1, new RandomStream((ulong)seed, "s")).Draw(1)[0][0])];

        // The mean of 4000 uniform numbers has a standard deviation of 0.0046, the variance one of 0.0012.
        double mean = first.Average();
        Assert.InRange(mean, 0.48, 0.52);
        Assert.InRange(first.Average(value => (value - mean) * (value - mean)), 1 / 12.0 - 0.005, 1 / 12.0 + 0.005);
    }

    [Fact]
    public void Refusals_NameTheLimits()
    {
        Assert.Equal(
            "dimensions ('22') must be less than or equal to '21'. (Parameter 'dimensions')\nActual value was 22.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SobolSequence(22)).Message.ReplaceLineEndings("\n"));
        Assert.Equal(
            "Expected 3 values, got 2. (Parameter 'values')",
            Assert.Throws<ArgumentException>(() => new SobolSequence(3).Next(new float[2])).Message);
    }
}
