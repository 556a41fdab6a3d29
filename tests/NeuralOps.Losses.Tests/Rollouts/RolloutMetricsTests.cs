using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class RolloutMetricsTests
{
    [Fact]
    public void EnergySpectrum_IsTheReferences()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G5.2-metrics");

        golden.RequireOutput("out:spectrum_sum", EnergySpectrum.Of(golden.Read("in:field").unsqueeze(1)));
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1e-6)]
    [InlineData(ScalarType.Float64, 1e-14)]
    public void EnergySpectrum_SumsToTheEnergy_OnAnyGrid(ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        var velocity = randn([3, 2, 15, 22], dtype);

        var energy = 0.5 * velocity.square().sum(1).mean([1, 2]);

        var error = (EnergySpectrum.Of(velocity).sum(1) - energy).abs().max();
        Assert.True(error.to(ScalarType.Float64).item<double>() < tolerance);
    }

    [Fact]
    public void EnergySpectrum_OfOneWave_IsInItsShell()
    {
        using var scope = NewDisposeScope();
        var x = arange(32, dtype: ScalarType.Float64) * (2 * Math.PI / 32);
        var field = (5 * x).sin().expand(1, 1, 32, 32);

        double[] spectrum = EnergySpectrum.Of(field)[0].data<double>().ToArray();

        Assert.Equal(0.25, spectrum[5], 1e-14);
        Assert.All(spectrum.Where((_, shell) => shell != 5), energy => Assert.Equal(0, energy, 1e-14));
    }

    [Fact]
    public void CorrelationTime_CountsTheStepsBeforeTheFirstLoss()
    {
        using var scope = NewDisposeScope();
        var target = randn([2, 5, 1, 16, 16], ScalarType.Float64);
        var prediction = (3 * target) + 1; // correlation does not see scale and offset
        prediction[0, 2] = randn([1, 16, 16], ScalarType.Float64);

        Assert.Equal([2L, 5], CorrelationTime.Of(prediction, target).data<long>().ToArray());
        Assert.Equal(1, CorrelationTime.Correlation(prediction, target)[1].min().item<double>(), 1e-12);
    }

    [Fact]
    public void Correlation_OfConstantFields_IsOneOnlyIfBothAre()
    {
        using var scope = NewDisposeScope();
        var target = cat([zeros(1, 1, 8), rand(1, 1, 8)], 1);

        Assert.Equal([1f, 0], CorrelationTime.Correlation(zeros(1, 2, 8), target).data<float>().ToArray());
    }

    [Fact]
    public void Errors_AreTakenSampleBySample()
    {
        using var scope = NewDisposeScope();
        var target = rand(2, 3, 4, 4);
        var prediction = target + tensor([0.5f, 3f, 4f], [1, 3, 1, 1]);
        prediction[1] = target[1];

        Assert.Equal([0.5f, 0], DensityRmse.Of(prediction, target).data<float>().ToArray(), new Near());
        Assert.Equal([5f, 0], VelocityError.Of(prediction, target).data<float>().ToArray(), new Near());
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(
            "Expected shape [B, T, ...], got [3, 4]. (Parameter 'prediction')",
            Assert.Throws<ArgumentException>(() => CorrelationTime.Of(rand(3, 4), rand(3, 4))).Message);
        Assert.Equal(
            "Expected the shape [1, 3, 4, 4] of the prediction, got [1, 3, 4, 5]. (Parameter 'target')",
            Assert.Throws<ArgumentException>(() => DensityRmse.Of(rand(1, 3, 4, 4), rand(1, 3, 4, 5))).Message);
        Assert.Equal(
            "Expected shape [B, C=3, H, W], got [1, 2, 4, 4]. (Parameter 'prediction')",
            Assert.Throws<ArgumentException>(() => VelocityError.Of(rand(1, 2, 4, 4), rand(1, 2, 4, 4))).Message);
        Assert.Equal(
            "Expected shape [B, C, H, W], got [4, 4]. (Parameter 'field')",
            Assert.Throws<ArgumentException>(() => EnergySpectrum.Of(rand(4, 4))).Message);
    }

    private sealed class Near : IEqualityComparer<float>
    {
        public bool Equals(float x, float y) => Math.Abs(x - y) < 1e-6f;

        public int GetHashCode(float obj) => 0;
    }
}
