using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public sealed class OperatorNoiseTests
{
    private static readonly RandomOperatorOptions Noisy = new() { NoiseScale = 0.5, NoisePeriod = 8 };

    [Fact]
    public void Schedules_ScaleByTheStep()
    {
        static double[] Scales(NoiseSchedule schedule) =>
            [.. new[] { 0, 2, 4, 8, 20 }.Select(
                t => Math.Round(OperatorNoise.Scale(Noisy with { NoiseSchedule = schedule }, t), 12))];

        Assert.Equal([0.5, 0.5, 0.5, 0.5, 0.5], Scales(NoiseSchedule.Constant));
        Assert.Equal([0.5, 0.375, 0.25, 0, 0], Scales(NoiseSchedule.Annealing));
        Assert.Equal([0.5, 0.75, 0.5, 0.5, 0.5], Scales(NoiseSchedule.Periodic));
    }

    [Theory]
    [InlineData(NoiseKind.Gaussian, 0, 1, 3)]
    [InlineData(NoiseKind.Gaussian, 0.4, 1, 3)]
    [InlineData(NoiseKind.Laplace, 0, 2, 6)]
    [InlineData(NoiseKind.Laplace, 0.4, 2, 3.2)] // 3 + 3·Σw⁴/(Σw²)², w the filter's Gaussian of σ = 0.4·24/2π cells
    [InlineData(NoiseKind.Multiplicative, 0, 1, 3)]
    public void Noise_HasItsVarianceAndKurtosis(
        NoiseKind kind, double correlation, double variance, double kurtosis)
    {
        using var scope = NewDisposeScope();
        var y = full([16, 16, 24, 24], 2f);
        var options = Noisy with { NoiseType = kind, SpatialCorrelation = correlation };

        var noise = (OperatorNoise.Apply(y, options, 0, new RandomStream(1, "noise")) - y).to(ScalarType.Float64) / 0.5;
        noise = kind == NoiseKind.Multiplicative ? noise / 2 : noise;

        // 256 fields, of which the correlated ones have about 20 independent patches each: 2 % of variance (1 σ).
        double square = noise.square().mean().item<double>();
        double fourth = noise.pow(4).mean().item<double>() / (square * square);
        Assert.Equal(0, noise.mean().item<double>(), 0.05);
        Assert.InRange(square, 0.94 * variance, 1.06 * variance);
        Assert.InRange(fourth, 0.92 * kurtosis, 1.08 * kurtosis);
    }

    [Fact]
    public void Correlation_IsThatOfTheFilter()
    {
        using var scope = NewDisposeScope();
        const int N = 32;
        var options = Noisy with { SpatialCorrelation = 0.1 };
        var noise = OperatorNoise.Apply(zeros(64, 16, N, N), options, 0, new RandomStream(2, "noise")) * 2;

        // The filter exp(−k²a²/2), k = i/N cycles per cell and a = 3.2 cells, has the spectrum exp(−k²a²).
        double[] power = [.. Enumerable.Range(0, N).Select(i => (double)Math.Min(i, N - i) / N)
            .Select(k => Math.Exp(-k * k * 3.2 * 3.2))];
        foreach (int shift in new[] { 1, 2, 5 })
        {
            double expected = power.Select((p, i) => p * Math.Cos(2 * Math.PI * i * shift / N)).Sum() / power.Sum();
            double alongX = (noise * noise.roll(shift, 3)).mean().item<float>();
            double alongY = (noise * noise.roll(shift, 2)).mean().item<float>();
            Assert.InRange(alongX - expected, -0.02, 0.02);
            Assert.InRange(alongY - expected, -0.02, 0.02);
        }
    }

    [Fact]
    public void Dropout_DropsWholeChannels_AndKeepsTheMean()
    {
        using var scope = NewDisposeScope();
        var options = Noisy with { NoiseType = NoiseKind.Dropout, NoiseScale = 0.25 };
        var result = OperatorNoise.Apply(ones(64, 64, 2, 2), options, 0, new RandomStream(3, "noise"));

        var means = result.mean([2, 3]);
        double dropped = means.eq(0).sum().item<long>() / 4096.0;
        Assert.InRange(dropped, 0.22, 0.28);
        Assert.Equal(4096, means.eq(0).sum().item<long>() + means.eq(4f / 3).sum().item<long>());
        var all = OperatorNoise.Apply(
            ones(2, 4, 2, 2), options with { NoiseScale = 1 }, 0, new RandomStream(3, "noise"));
        Assert.Equal(0, all.abs().max().item<float>());
    }
}
