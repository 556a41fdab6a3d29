using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean density inside colliders, which should be below 0.01.</summary>
public static class ColliderViolation
{
    /// <summary>Σ d·c / Σ c over the whole batch, a scalar; 0 without collider.</summary>
    /// <param name="density">d [B, 1, H, W].</param>
    /// <param name="collider">c [B, 1, H, W], from 0 to 1.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor density, Tensor collider)
    {
        Shape.Require(density, "B C H W", [Shape.Any, 1, Shape.Any, Shape.Any]);
        Shape.Require(collider, "B C H W", density.shape);
        using var scope = NewDisposeScope();
        var cells = collider.sum();
        return ((density * collider).sum() / where(cells > 0, cells, ones_like(cells))).MoveToOuterDisposeScope();
    }
}
