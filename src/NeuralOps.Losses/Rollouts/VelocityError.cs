using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The root mean square length of the velocity's error vector over space, sample by sample.</summary>
public static class VelocityError
{
    /// <summary>√mean((v̂x − vx)² + (v̂y − vy)²) over H and W, [B].</summary>
    /// <param name="prediction">Fields [B, 3, H, W] = (d, vx, vy).</param>
    /// <param name="target">Fields of the same shape.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor prediction, Tensor target)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 3, Shape.Any, Shape.Any]);
        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        var error = prediction.narrow(1, 1, 2) - target.narrow(1, 1, 2); // [B, 2, H, W]
        return error.square().sum(1).mean([1, 2]).sqrt().MoveToOuterDisposeScope();
    }
}
