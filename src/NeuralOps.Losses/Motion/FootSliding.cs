using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How much feet slide while they stand. A foot slides in a step where it is in contact and moves horizontally faster
/// than 0.5 m/s, i.e. 2.5 cm a frame at 20 frames per second: the foot skating of Karunratanakul et al. 2023 (Guided
/// Motion Diffusion, arXiv 2305.12577, section 5), which they count over all frames. Departs from their code in not
/// asking also for the average speed over five frames to exceed the limit.
/// </summary>
/// <param name="ShareOfContacts">Steps in which a foot slides over steps in which a foot stands; 0 where none
/// does.</param>
/// <param name="ShareOfFrames">Steps in which a foot slides over all steps: the published skating ratio.</param>
/// <param name="Speed">Mean horizontal speed of the feet in contact, in cm/s, as the skating of Yuan et al. 2023
/// (PhysDiff, arXiv 2212.02500) in units of time; 0 where none stands.</param>
public sealed record FootSliding(double ShareOfContacts, double ShareOfFrames, double Speed)
{
    /// <summary>The speed from which a standing foot slides, in m/s.</summary>
    public const double Limit = 0.5;

    /// <summary>Measures a batch of clips; every step between two real frames weighs the same.</summary>
    /// <param name="feet">[B, T, F, 3], metres, Y up.</param>
    /// <param name="contacts">[B, T, F]; a foot stands in the step from t to t + 1 where row t is above ½: contacts of
    /// the truth, or <see cref="FootContact.ByHeight"/>.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for padding; null where all frames are real.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <param name="limit">The speed from which a standing foot slides, in m/s.</param>
    /// <exception cref="ArgumentException">A shape differs, or no two real frames follow each other.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The frame rate is not above 0.</exception>
    public static FootSliding Of(
        Tensor feet, Tensor contacts, Tensor? mask, double framesPerSecond, double limit = Limit)
    {
        FootSteps.Require(feet, contacts, framesPerSecond);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var speed = FootSteps.SquaredSpeed(feet.to(ScalarType.Float64), framesPerSecond).sqrt(); // [B, T − 1, F]
        var real = MotionMask.Of(mask, feet).to(ScalarType.Float64);
        var stands = FootSteps.Weights((contacts > 0.5).to(ScalarType.Float64), real);
        double steps = MotionMask.Count(FootSteps.Real(real), nameof(mask));
        double slides = Count(stands * (speed > limit) > 0);
        double contact = Count(stands > 0);
        double speeds = (stands * speed).sum().ToDouble();
        return new FootSliding(
            contact > 0 ? slides / contact : 0,
            slides / steps,
            contact > 0 ? 100 * speeds / stands.sum().ToDouble() : 0);

        static double Count(Tensor feet) => feet.any(2).sum().ToDouble();
    }
}
