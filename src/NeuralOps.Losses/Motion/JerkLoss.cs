using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean squared third difference in time, x_t − 3x_{t−1} + 3x_{t−2} − x_{t−3}; no root, per frame³ rather
/// than per second³.</summary>
public static class JerkLoss
{
    /// <summary>The masked mean over batch, times t ≥ 3 and everything behind them, a scalar.</summary>
    /// <param name="motion">x [B, T, ...]: features, or joints.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for the padding behind a clip; that of the last of the four frames
    /// counts.</param>
    /// <param name="reduction">What the sum is divided by.</param>
    /// <exception cref="ArgumentException">A shape differs, or there are fewer than four frames.</exception>
    public static Tensor Of(Tensor motion, Tensor mask, MaskedReduction reduction = MaskedReduction.Valid)
    {
        Shape.Require(mask, "B T", [motion.size(0), motion.size(1)]);
        MotionMask.RequireFrames(motion, 4);
        using var scope = NewDisposeScope();
        var third = ThirdDifference(motion); // [B, T − 3, ...]
        return MotionMask.Mean(third.square(), mask.narrow(1, 3, third.size(1)), reduction).MoveToOuterDisposeScope();
    }

    internal static Tensor ThirdDifference(Tensor motion)
    {
        long times = motion.size(1) - 3;
        var inner = motion.narrow(1, 2, times) - motion.narrow(1, 1, times);
        return motion.narrow(1, 3, times) - motion.narrow(1, 0, times) - (3 * inner);
    }
}
