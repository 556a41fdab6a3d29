using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The root mean square error of the density over space, sample by sample.</summary>
public static class DensityRmse
{
    /// <summary>√mean((d̂ − d)²) over H and W, [B].</summary>
    /// <param name="prediction">Fields [B, C, H, W] whose channel 0 is the density.</param>
    /// <param name="target">Fields of the same shape.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor prediction, Tensor target)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        var error = prediction.select(1, 0) - target.select(1, 0); // [B, H, W]
        return error.square().mean([1, 2]).sqrt().MoveToOuterDisposeScope();
    }
}
