using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Everything that is watched of a predicted fluid state, by the names that logs use.</summary>
public static class FluidMetrics
{
    private static readonly string[] Errors = ["mse_density", "mse_velx", "mse_velz"];

    /// <summary>
    /// <c>mse_density</c>, <c>mse_velx</c>, <c>mse_velz</c>; <c>ssim_density</c> where the grid has room for its
    /// window; <c>divergence_norm</c>; <c>kinetic_energy</c> of a sample; <c>collider_violation</c>;
    /// <c>emitter_density_accuracy</c>; <c>gradient_l1</c> of the density, over all cells.
    /// </summary>
    /// <param name="prediction">û [B, 3, H, W] = (d, vx, vz).</param>
    /// <param name="target">u [B, 3, H, W].</param>
    /// <param name="masks">Emitter and collider, [B, 2, H, W].</param>
    /// <param name="stencil">The difference quotient of divergence and gradient.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Dictionary<string, double> Of(Tensor prediction, Tensor target, Tensor masks, Stencil stencil)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 3, Shape.Any, Shape.Any]);
        (long batch, long height, long width) = (prediction.size(0), prediction.size(2), prediction.size(3));
        Shape.Require(target, "B C H W", [batch, 3, height, width]);
        Shape.Require(masks, "B C H W", [batch, 2, height, width]);
        using var scope = NewDisposeScope();
        var (density, velocity) = (prediction.narrow(1, 0, 1), prediction.narrow(1, 1, 2));
        var trueDensity = target.narrow(1, 0, 1);
        var errors = MeanSquaredError.PerChannel(prediction, target);
        var metrics = Errors.Select((name, i) => KeyValuePair.Create(name, errors[i].ToDouble())).ToDictionary();
        if (height >= Ssim.Window && width >= Ssim.Window)
        {
            metrics["ssim_density"] = Ssim.Of(density, trueDensity).ToDouble();
        }

        metrics["divergence_norm"] = DivergenceNorm.Of(velocity, stencil).ToDouble();
        metrics["kinetic_energy"] = KineticEnergy.Of(velocity).ToDouble() / batch;
        metrics["collider_violation"] = ColliderViolation.Of(density, masks.narrow(1, 1, 1)).ToDouble();
        metrics["emitter_density_accuracy"] = EmitterAccuracy.Of(density, masks.narrow(1, 0, 1)).ToDouble();
        metrics["gradient_l1"] = GradientLoss.Of(density, trueDensity, mask: null, stencil).ToDouble();
        return metrics;
    }
}
