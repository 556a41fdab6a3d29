using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean of |∂x(f̂ − f)| + |∂y(f̂ − f)| over the free fluid of the whole batch, or over all cells: edges of
/// a scalar field are where they should be. No square, no root.</summary>
public static class GradientLoss
{
    /// <summary>Σ(|∂x e| + |∂y e|)·m / (Σm + 1e-8) with e = f̂ − f, a scalar; 0 where nothing is free.</summary>
    /// <param name="prediction">f̂ [B, 1, H, W].</param>
    /// <param name="target">f [B, 1, H, W].</param>
    /// <param name="mask">m [B, 1, H, W], as of <see cref="FluidMask"/>; null for all cells.</param>
    /// <param name="stencil">The difference quotient.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor prediction, Tensor target, Tensor? mask, Stencil stencil)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 1, Shape.Any, Shape.Any]);
        Shape.Require(target, "B C H W", prediction.shape);
        using var scope = NewDisposeScope();
        var error = prediction - target; // the stencil is linear
        var slope = stencil.AlongX(error).abs() + stencil.AlongY(error).abs();
        if (mask is null)
        {
            return slope.mean().MoveToOuterDisposeScope();
        }

        Shape.Require(mask, "B C H W", prediction.shape);
        return MaskedMean.Of(slope, mask).MoveToOuterDisposeScope();
    }
}
