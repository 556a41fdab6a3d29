using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean squared error of a batch of clips of different lengths; no root.</summary>
public static class MotionReconstructionLoss
{
    /// <summary>Σ ((x̂ − x)·m)² / (D·Σ m), a scalar; with <see cref="MaskedReduction.All"/> divided by B·T·D.</summary>
    /// <param name="prediction">x̂ [B, T, D].</param>
    /// <param name="target">x [B, T, D].</param>
    /// <param name="mask">m [B, T], 1 where a frame counts, 0 elsewhere.</param>
    /// <param name="reduction">What the sum is divided by.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(
        Tensor prediction, Tensor target, Tensor mask, MaskedReduction reduction = MaskedReduction.Valid)
    {
        Shape.Require(prediction, "B T D", [Shape.Any, Shape.Any, Shape.Any]);
        SameShape.Require(prediction, target);
        Shape.Require(mask, "B T", [prediction.size(0), prediction.size(1)]);
        using var scope = NewDisposeScope();
        return MotionMask.Mean((prediction - target).square(), mask, reduction).MoveToOuterDisposeScope();
    }
}
