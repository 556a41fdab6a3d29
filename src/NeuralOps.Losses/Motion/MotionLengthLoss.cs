using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>The mean squared error of predicted clip lengths over the batch, in frames²; no root.</summary>
public static class MotionLengthLoss
{
    /// <summary>mean((l̂ − l)²), a scalar.</summary>
    /// <param name="predicted">l̂ [B], in frames.</param>
    /// <param name="lengths">l int64 [B], in frames.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor predicted, Tensor lengths)
    {
        Shape.Require(predicted, "B", [Shape.Any]);
        Shape.Require(lengths, "B", predicted.shape);
        using var scope = NewDisposeScope();
        return functional.mse_loss(predicted, lengths.to(predicted.dtype)).MoveToOuterDisposeScope();
    }
}
