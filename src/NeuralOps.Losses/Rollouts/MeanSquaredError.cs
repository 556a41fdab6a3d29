using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>The mean squared error; no root.</summary>
public static class MeanSquaredError
{
    /// <summary>mean((x̂ − x)²) over everything, a scalar.</summary>
    /// <param name="prediction">x̂, of any shape.</param>
    /// <param name="target">x, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Of(Tensor prediction, Tensor target)
    {
        SameShape.Require(prediction, target);
        return functional.mse_loss(prediction, target);
    }

    /// <summary>mean((x̂ − x)²) over batch and space for each channel, [C].</summary>
    /// <param name="prediction">x̂ [B, C, H, W].</param>
    /// <param name="target">x [B, C, H, W].</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor PerChannel(Tensor prediction, Tensor target)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        return (prediction - target).square().mean([0, 2, 3]).MoveToOuterDisposeScope();
    }
}
