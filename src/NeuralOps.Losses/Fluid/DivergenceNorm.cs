using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The root mean square of the divergence over all cells of the batch, colliders and emitters
/// included.</summary>
public static class DivergenceNorm
{
    /// <summary>√mean((div v)²), a scalar.</summary>
    /// <param name="velocity">[B, 2, H, W], components along x (W) and y (H).</param>
    /// <param name="stencil">The difference quotient.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor Of(Tensor velocity, Stencil stencil)
    {
        Shape.Require(velocity, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return stencil.Divergence(velocity).square().mean().sqrt().MoveToOuterDisposeScope();
    }
}
