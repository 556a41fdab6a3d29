using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The kinetic energy of unit density, summed, not averaged.</summary>
public static class KineticEnergy
{
    /// <summary>½ Σ(vx² + vy²) over all cells and the whole batch, a scalar.</summary>
    /// <param name="velocity">[B, 2, H, W].</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor Of(Tensor velocity)
    {
        Shape.Require(velocity, "B C H W", [Shape.Any, 2, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return (velocity.square().sum() * 0.5).MoveToOuterDisposeScope();
    }
}
