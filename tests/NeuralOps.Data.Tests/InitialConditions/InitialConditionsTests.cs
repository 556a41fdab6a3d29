using System.Globalization;
using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

public sealed class InitialConditionsTests
{
    private const int N = 24;

    [Fact]
    public void Mixture_GivesEachKindItsShare()
    {
        int[] counts = new int[4];
        var mixture = new InitialConditions(new() { Shares = [0.5, 0, 0.3, 0.2] });
        float[] field = new float[16];
        for (int draw = 0; draw < 2000; draw++)
        {
            counts[(int)mixture.Draw(field, 4, 4, new RandomStream(5, $"{draw}"))]++;
        }

        // One standard deviation of a count is at most 22.
        Assert.InRange(counts[0], 920, 1080);
        Assert.Equal(0, counts[1]);
        Assert.InRange(counts[2], 520, 680);
        Assert.Equal(2000, counts.Sum());
    }

    [Theory]
    [InlineData(InitialConditionKind.GaussianRandomField, 1.55)] // the mean of .25, .5, 1, 2 and 4
    [InlineData(InitialConditionKind.Multiscale, 1)]
    [InlineData(InitialConditionKind.Structured, 1)]
    public void MeanSquare_IsTheVariance(InitialConditionKind kind, double expected)
    {
        var mixture = new InitialConditions();
        float[] field = new float[N * N];
        double sum = 0;
        for (int draw = 0; draw < 600; draw++)
        {
            mixture.Draw(kind, field, N, N, new RandomStream(9, $"{draw}"));
            sum += field.Average(value => (double)value * value) / 600;
        }

        Assert.InRange(sum, 0.85 * expected, 1.15 * expected);
    }

    [Fact]
    public void Wave_IsAPlaneSine()
    {
        var mixture = new InitialConditions(new() { Waves = [3, 3] });
        float[] field = new float[64 * 64];
        mixture.Draw(InitialConditionKind.Structured, field, 64, 64, new RandomStream(2, "wave"));

        // cos α and sin α from second differences: f(x−1) + f(x+1) = 2·cos(2π·3·cos α/64)·f(x).
        double alongX = Ratio(field, 1), alongY = Ratio(field, 64);
        double kx = Math.Acos(alongX) * 64 / (2 * Math.PI), ky = Math.Acos(alongY) * 64 / (2 * Math.PI);
        Assert.Equal(9, (kx * kx) + (ky * ky), 1e-2);
        Assert.InRange(field.Max(), 1.40f, 1.4143f);

        static double Ratio(float[] f, int step)
        {
            int at = Enumerable.Range(65, 62).MaxBy(i => Math.Abs(f[i]));
            return (f[at - step] + f[at + step]) / (2.0 * f[at]);
        }
    }

    [Fact]
    public void Blobs_AreSumsOfGaussians()
    {
        var options = new InitialConditionOptions { Blobs = 1, BlobWidths = [0.2, 0.2] };
        float[] field = new float[32 * 32];
        new InitialConditions(options).Draw(
            InitialConditionKind.Localized, field, 32, 32, new RandomStream(8, "blob"));

        // The logarithm of a Gaussian is a parabola of second difference −1/(32²·σ²) along both axes.
        int peak = Enumerable.Range(0, field.Length).Where(i => i / 32 is > 1 and < 30 && i % 32 is > 1 and < 30)
            .MaxBy(i => Math.Abs(field[i]));
        foreach (int step in new[] { 1, 32 })
        {
            double curvature = Log(peak - step) + Log(peak + step) - (2 * Log(peak));
            Assert.Equal(-1 / (32 * 32 * 0.04), curvature, 1e-5);
        }

        double Log(int i) => Math.Log(Math.Abs((double)field[i]));
    }

    [Fact]
    public void Draw_IsAFunctionOfTheStream()
    {
        var mixture = new InitialConditions();
        float[] first = new float[N * N], again = new float[N * N], other = new float[N * N];
        foreach (var kind in Enum.GetValues<InitialConditionKind>())
        {
            mixture.Draw(kind, first, N, N, new RandomStream(4, "a"));
            mixture.Draw(kind, again, N, N, new RandomStream(4, "a"));
            mixture.Draw(kind, other, N, N, new RandomStream(4, "b"));
            Assert.Equal(first, again);
            Assert.NotEqual(first, other);
        }
    }

    [Theory]
    [InlineData(InitialConditionKind.GaussianRandomField, "1.90662 -1.26247 -1.26791 0.41551")]
    [InlineData(InitialConditionKind.Multiscale, "1.39742 0.62063 1.09711 0.21484")]
    [InlineData(InitialConditionKind.Structured, "1.32410 -0.71457 1.08210 -0.82459")]
    [InlineData(InitialConditionKind.Localized, "-0.00572 -0.07645 0.17270 0.00012")]
    public void Draw_GivesTheStoredValues(InitialConditionKind kind, string expected)
    {
        // Machines differ by the rounding of elementary functions alone, far below five digits.
        float[] field = new float[N * N];
        new InitialConditions().Draw(kind, field, N, N, new RandomStream(42, "stored"));
        Assert.Equal(expected, string.Join(" ", new[] { 0, 100, 300, 575 }.Select(
            i => field[i].ToString("f5", CultureInfo.InvariantCulture))));
    }

    [Fact]
    public void Refusals_SayWhatWasFound()
    {
        Assert.Equal(
            "Expected 4 x 5 cells, got 19. (Parameter 'field')",
            Assert.Throws<ArgumentException>(
                () => new InitialConditions().Draw(new float[19], 4, 5, new RandomStream(1, "x"))).Message);
        Assert.Equal(
            "Expected 4 shares from 0 that add up to 1, got 3 that add up to 1. (Parameter 'Shares')",
            Assert.Throws<ArgumentException>(() => new InitialConditionOptions { Shares = [0.5, 0.25, 0.25] }).Message);
        Assert.Equal(
            "Expected a positive lowest and a highest value. (Parameter 'Waves')",
            Assert.Throws<ArgumentException>(() => new InitialConditionOptions { Waves = [3, 2] }).Message);
    }
}
