using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// L = reconstruction + λ (w_s·sliding + w_p·penetration + w_j·jerk) of normalised motion features, where sliding and
/// penetration are those of the feet of the decoded motion: features are un-normalised, turned into joints by
/// <see cref="MotionRecovery.FromPositions"/>, and the contacts are the truth's. Means are over real frames; each term
/// is that of <see cref="MotionReconstructionLoss"/>, <see cref="FootSlidingLoss"/>,
/// <see cref="GroundPenetrationLoss"/> and <see cref="JerkLoss"/>. <see cref="ReferenceMotionLoss"/> is the form that
/// the published PhysicsSSM was trained with.
/// </summary>
public sealed class MotionLoss
{
    private readonly MotionLayout layout;
    private readonly float[] mean;
    private readonly float[] std;
    private readonly double framesPerSecond;

    /// <summary>A loss for one layout and its statistics.</summary>
    /// <param name="options">Weights.</param>
    /// <param name="layout">The layout of the features.</param>
    /// <param name="mean">D values in metres and radians.</param>
    /// <param name="std">D values; normalised · std + mean are features.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <exception cref="ArgumentException">There are not D values.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame rate is not above 0.</exception>
    public MotionLoss(
        MotionLossOptions options,
        MotionLayout layout,
        IReadOnlyList<float> mean,
        IReadOnlyList<float> std,
        double framesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        this.layout = layout;
        this.mean = OfWidth(mean, nameof(mean));
        this.std = OfWidth(std, nameof(std));
        this.framesPerSecond = framesPerSecond;
        Options = options;
    }

    /// <summary>Weights.</summary>
    public MotionLossOptions Options { get; }

    /// <summary>The loss of a batch.</summary>
    /// <param name="prediction">x̂ [B, T, D], normalised, T ≥ 4.</param>
    /// <param name="target">x [B, T, D], normalised.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for the padding behind a clip.</param>
    /// <returns>The total, differentiable; and the parts <c>reconstruction</c>, <c>foot_sliding</c>,
    /// <c>penetration</c>, <c>jerk</c>, unweighted, <c>physics</c>, their weighted sum, and <c>total</c>, all
    /// detached.</returns>
    /// <exception cref="ArgumentException">A shape differs, or there are fewer than four frames.</exception>
    public LossTerms Of(Tensor prediction, Tensor target, Tensor mask)
    {
        Shape.Require(prediction, "B T D", [Shape.Any, Shape.Any, layout.Width]);
        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        var reconstruction = MotionReconstructionLoss.Of(prediction, target, mask);
        return MotionTerms.Sum(scope, reconstruction, Options.PhysicsWeight, Physics(prediction, target, mask));
    }

    private MotionTerm[] Physics(Tensor prediction, Tensor target, Tensor mask)
    {
        using var quiet = Options.PhysicsWeight > 0 ? null : no_grad();
        var feet = Feet(prediction); // [B, T, 4, 3]
        var contacts = layout.Contacts.Of(Denormalized(target)).detach().clamp(0, 1); // [B, T, 4]
        return
        [
            new("foot_sliding", FootSlidingLoss.Of(feet, contacts, mask, framesPerSecond), Options.SlidingWeight),
            new("penetration", GroundPenetrationLoss.Of(feet.select(3, 1), mask), Options.PenetrationWeight),
            new("jerk", JerkLoss.Of(prediction, mask), Options.JerkWeight),
        ];
    }

    private Tensor Feet(Tensor motion)
    {
        var joints = MotionRecovery.FromPositions(Denormalized(motion)); // [B, T, J, 3]
        long[] feet = [.. layout.ContactJoints.Select(joint => (long)joint)];
        return joints.index_select(2, tensor(feet, device: motion.device));
    }

    private Tensor Denormalized(Tensor motion) =>
        (motion * tensor(std, motion.dtype, motion.device)) + tensor(mean, motion.dtype, motion.device);

    private float[] OfWidth(IReadOnlyList<float> values, string name) => values.Count == layout.Width
        ? [.. values]
        : throw new ArgumentException(
            $"Expected {layout.Width} values for the layout {layout.Name}, got {values.Count}.", name);
}
