using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class FluidMetricsTests
{
    [Fact]
    public void PerfectPrediction_HasNoErrorAndTheTruthsOwnPhysics()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        var state = rand(2, 3, 16, 12);
        var stencil = new Stencil { Mode = StencilMode.Central };

        var metrics = FluidMetrics.Of(state, state, zeros(2, 2, 16, 12), stencil);

        Assert.Equal(
            [
                "mse_density", "mse_velx", "mse_velz", "ssim_density", "divergence_norm", "kinetic_energy",
                "collider_violation", "emitter_density_accuracy", "gradient_l1",
            ],
            metrics.Keys);
        Assert.All(
            ["mse_density", "mse_velx", "mse_velz", "collider_violation", "emitter_density_accuracy", "gradient_l1"],
            name => Assert.Equal(0, metrics[name]));
        Assert.Equal(1, metrics["ssim_density"], 1e-6); // float32
        Assert.Equal(DivergenceNorm.Of(state.narrow(1, 1, 2), stencil).item<float>(), metrics["divergence_norm"]);
    }

    [Fact]
    public void KnownFields_HaveKnownValues()
    {
        using var scope = NewDisposeScope();
        var prediction = cat([full([4, 1, 3, 3], 0.5f), full([4, 2, 3, 3], 2f)], 1);
        var masks = cat([ones(4, 1, 3, 3), ones(4, 1, 3, 3)], 1);

        var metrics = FluidMetrics.Of(prediction, zeros(4, 3, 3, 3), masks, new Stencil());

        Assert.Equal(0.25, metrics["mse_density"], 1e-7);
        Assert.Equal(4, metrics["mse_velz"], 1e-7);
        Assert.Equal(0.5 * 9 * (4 + 4), metrics["kinetic_energy"], 1e-5); // of one sample
        Assert.Equal(0.5, metrics["collider_violation"], 1e-7);
        Assert.Equal(0.3, metrics["emitter_density_accuracy"], 1e-7);
        Assert.DoesNotContain("ssim_density", metrics.Keys); // a grid below 11 x 11
    }

    [Fact]
    public void OtherChannels_AreRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(
            () => FluidMetrics.Of(zeros(1, 4, 8, 8), zeros(1, 3, 8, 8), zeros(1, 2, 8, 8), new Stencil()));
        Assert.Equal("Expected shape [B, C=3, H, W], got [1, 4, 8, 8]. (Parameter 'prediction')", error.Message);
    }
}
