using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean of |∂vx/∂x + ∂vy/∂y| over the free fluid of the whole batch; no square, no root.</summary>
public static class DivergenceLoss
{
    /// <summary>Σ|div v|·m / (Σm + 1e-8), a scalar; 0 where nothing is free.</summary>
    /// <param name="velocity">[B, 2, H, W], components along x (W) and y (H).</param>
    /// <param name="mask">[B, 1, H, W], as of <see cref="FluidMask"/>.</param>
    /// <param name="stencil">The difference quotient.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor velocity, Tensor mask, Stencil stencil)
    {
        Shape.Require(velocity, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        Shape.Require(mask, "B C H W", [velocity.size(0), 1, velocity.size(2), velocity.size(3)]);
        using var scope = NewDisposeScope();
        return MaskedMean.Of(stencil.Divergence(velocity).abs(), mask).MoveToOuterDisposeScope();
    }
}
