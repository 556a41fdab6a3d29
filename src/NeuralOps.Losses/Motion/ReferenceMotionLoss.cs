using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// The loss that the published PhysicsSSM was trained with: L = mean((x̂·m − x·m)²) + λ·max(0, sliding + penetration
/// + w_j·jerk), all means over all elements, padding included (<see cref="MaskedReduction.All"/>), with
/// <see cref="FootSlidingLoss.OfChannels"/>. Needs no layout, and speaks of normalised channels rather than of feet:
/// for parity with published numbers; <see cref="MotionLoss"/> is the one to train with.
/// </summary>
/// <param name="options">Weights, and what counts as penetration.</param>
public sealed class ReferenceMotionLoss(ReferenceMotionLossOptions options)
{
    private const long HeightChannel = 1;
    private const long ContactChannels = 10;
    private const long RootHeightChannel = 3;

    /// <summary>Weights, and what counts as penetration.</summary>
    public ReferenceMotionLossOptions Options { get; } = options;

    /// <summary>The loss of a batch.</summary>
    /// <param name="prediction">x̂ [B, T, D], normalised, T ≥ 4, D ≥ 6.</param>
    /// <param name="target">x [B, T, D], normalised.</param>
    /// <param name="physics">[B, T, 64]: height in channel 1, contacts in 10 and 11.</param>
    /// <param name="mask">m [B, T], 1 for a frame, 0 for the padding behind a clip.</param>
    /// <returns>As of <see cref="MotionLoss.Of"/>.</returns>
    /// <exception cref="ArgumentException">A shape differs, or there are fewer than four frames.</exception>
    public LossTerms Of(Tensor prediction, Tensor target, Tensor physics, Tensor mask)
    {
        Shape.Require(prediction, "B T D", [Shape.Any, Shape.Any, Shape.Any]);
        Shape.Require(physics, "B T P", [prediction.size(0), prediction.size(1), 64]);
        using var scope = NewDisposeScope();
        var reconstruction = MotionReconstructionLoss.Of(prediction, target, mask, MaskedReduction.All);
        return MotionTerms.Sum(scope, reconstruction, Options.PhysicsWeight, Physics(prediction, physics, mask));
    }

    private MotionTerm[] Physics(Tensor prediction, Tensor physics, Tensor mask)
    {
        using var quiet = Options.PhysicsWeight > 0 ? null : no_grad();
        var height = Options.Penetration == ReferencePenetration.PhysicsState
            ? physics.narrow(2, HeightChannel, 1).detach()
            : prediction.narrow(2, RootHeightChannel, 1);
        var contacts = physics.narrow(2, ContactChannels, 2);
        return
        [
            new("foot_sliding", FootSlidingLoss.OfChannels(prediction, contacts, mask), 1),
            new("penetration", GroundPenetrationLoss.Of(height, mask, MaskedReduction.All), 1),
            new("jerk", JerkLoss.Of(prediction, mask, MaskedReduction.All), Options.JerkWeight),
        ];
    }
}
