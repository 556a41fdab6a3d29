using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Mean distance between predicted and true joints, in mm (MPJPE).</summary>
/// <param name="Global">In space, so that a drifting path counts.</param>
/// <param name="AroundRoot">With the root joint, the first, moved to the origin in every frame: the pose alone, heading
/// included.</param>
public sealed record JointError(double Global, double AroundRoot)
{
    /// <summary>Measures a batch of clips; every joint of every real frame weighs the same.</summary>
    /// <param name="prediction">[B, T, J, 3], metres.</param>
    /// <param name="target">[B, T, J, 3], metres.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for padding; null where all frames are real.</param>
    /// <exception cref="ArgumentException">A shape differs, or no frame is real.</exception>
    public static JointError Of(Tensor prediction, Tensor target, Tensor? mask)
    {
        Shape.Require(prediction, "B T J 3", [Shape.Any, Shape.Any, Shape.Any, 3]);
        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var error = prediction.to(ScalarType.Float64) - target.to(ScalarType.Float64);
        var real = MotionMask.Of(mask, prediction).to(ScalarType.Float64);
        double frames = MotionMask.Count(real, nameof(mask));
        return new JointError(Mean(error), Mean(error - error.narrow(2, 0, 1)));

        double Mean(Tensor e) => 1000 * (e.square().sum(3).sqrt().mean([2]) * real).sum().ToDouble() / frames;
    }
}
