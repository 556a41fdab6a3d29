using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// The mean jerk of predicted joints over that of the true ones: 1 is as smooth as the truth, above trembles, below is
/// over-smoothed. Jerk is the length of the third difference of a joint's position; frame rates cancel.
/// </summary>
public static class JerkRatio
{
    /// <summary>mean |Δ³p̂| / mean |Δ³p| over batch, times and joints.</summary>
    /// <param name="prediction">p̂ [B, T, J, 3].</param>
    /// <param name="target">p [B, T, J, 3].</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for the padding behind a clip; null where all frames are
    /// real.</param>
    /// <exception cref="ArgumentException">A shape differs, no four real frames follow each other, or the truth has no
    /// jerk.</exception>
    public static double Of(Tensor prediction, Tensor target, Tensor? mask)
    {
        Shape.Require(prediction, "B T J 3", [Shape.Any, Shape.Any, Shape.Any, 3]);
        SameShape.Require(prediction, target);
        MotionMask.RequireFrames(prediction, 4);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var real = MotionMask.Of(mask, prediction).to(ScalarType.Float64).narrow(1, 3, prediction.size(1) - 3);
        MotionMask.Count(real, nameof(mask));
        double truth = Sum(target, real);
        return truth > 0
            ? Sum(prediction, real) / truth
            : throw new ArgumentException("Expected a truth that moves with jerk, got one without.", nameof(target));
    }

    private static double Sum(Tensor joints, Tensor real)
    {
        var jerk = JerkLoss.ThirdDifference(joints.to(ScalarType.Float64)); // [B, T − 3, J, 3]
        return (jerk.square().sum(3).sqrt().sum(2) * real).sum().ToDouble();
    }
}
