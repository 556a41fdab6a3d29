using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean squared depth below the ground y = 0; no root. Its gradient lifts what is below and leaves the
/// rest.</summary>
public static class GroundPenetrationLoss
{
    /// <summary>The masked mean of max(0, −y)² over batch, time and what has a height, a scalar in the unit of the
    /// heights squared.</summary>
    /// <param name="height">y [B, T, F] of the decoded feet in metres; or any other height.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for padding.</param>
    /// <param name="reduction">What the sum is divided by.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor height, Tensor mask, MaskedReduction reduction = MaskedReduction.Valid)
    {
        Shape.Require(height, "B T F", [Shape.Any, Shape.Any, Shape.Any]);
        Shape.Require(mask, "B T", [height.size(0), height.size(1)]);
        using var scope = NewDisposeScope();
        return MotionMask.Mean((-height).clamp_min(0).square(), mask, reduction).MoveToOuterDisposeScope();
    }
}
