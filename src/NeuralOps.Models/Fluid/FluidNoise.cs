using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Disturbs the first state of a training window, so that a stepper learns to correct states that are slightly wrong,
/// as its own are (Sanchez-Gonzalez et al. 2020, arXiv:2002.09405, section 4.3).
/// u + Σ_s σ_s·n_s with Gaussian n_s on the grid itself and on grids of 16² and 4² cells, interpolated; velocities are
/// scaled first. state [B, 4, H, W] → [B, 4, H, W].
/// </summary>
/// <remarks>σ_s is drawn uniformly in [0, σ] for each sample and scale; the previous density stays.</remarks>
/// <param name="options">Strength.</param>
/// <param name="random">The stream that is drawn from; its state is all there is to save.</param>
public sealed class FluidNoise(FluidNoiseOptions options, RandomStream random)
{
    private static readonly long[] CoarseGrids = [16, 4];

    /// <summary>The disturbed state: density in [0, 1], velocities in [−1, 1], nothing inside colliders; at times, by
    /// <see cref="FluidNoiseOptions.Probability"/>, a copy of the state as it is.</summary>
    /// <param name="state">[B, 4, H, W]: d, vx, vz, previous d.</param>
    /// <param name="collider">[B, 1, H, W].</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public Tensor Apply(Tensor state, Tensor collider)
    {
        Shape.Require(state, "B C H W", [Shape.Any, 4, Shape.Any, Shape.Any]);
        (long batch, long height, long width) = (state.size(0), state.size(2), state.size(3));
        Shape.Require(collider, "B C H W", [batch, 1, height, width]);
        if (random.NextDouble() >= options.Probability)
        {
            return state.clone();
        }

        using var scope = NewDisposeScope();
        var density = state.narrow(1, 0, 1);
        var velocity = state.narrow(1, 1, 2) * (1 + (options.VelocityGain * ((2 * Uniform(batch, state)) - 1)));
        var noise = Normal([batch, 3, height, width], state) * (options.Deviation * Uniform(batch, state));
        foreach (long cells in CoarseGrids)
        {
            var coarse = functional.interpolate(
                Normal([batch, 3, cells, cells], state),
                [height, width],
                mode: InterpolationMode.Bilinear,
                align_corners: false);
            noise.add_(coarse * (options.Deviation * Uniform(batch, state)));
        }

        density = (density + noise.narrow(1, 0, 1)).clamp(0, 1);
        velocity = velocity.add(noise.narrow(1, 1, 2), alpha: options.VelocityShare).clamp(-1, 1);
        return cat([cat([density, velocity], 1) * (1 - collider), state.narrow(1, 3, 1)], 1).MoveToOuterDisposeScope();
    }

    private Tensor Uniform(long batch, Tensor like)
    {
        float[] values = new float[batch];
        random.FillUniform(values);
        return tensor(values, [batch, 1, 1, 1], like.dtype, like.device);
    }

    private Tensor Normal(long[] shape, Tensor like)
    {
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        random.FillNormal(values);
        return tensor(values, shape, like.dtype, like.device);
    }
}
