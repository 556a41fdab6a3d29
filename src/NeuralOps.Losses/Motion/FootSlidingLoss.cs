using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How fast feet move over the ground while they should stand on it: the mean of the squared horizontal speed, in
/// (m/s)², over the steps in contact. The foot loss of Tevet et al. 2023 (arXiv 2209.14916, eq. 4), departing from it
/// in leaving the height out, in units of time and in the mean over contacts, so that it depends neither on the frame
/// rate nor on how often feet stand.
/// </summary>
public static class FootSlidingLoss
{
    private const long FirstChannel = 3;
    private const long Channels = 3;

    /// <summary>Σ c_t m_t m_{t+1} |p_{t+1} − p_t|²_{xz} f² / Σ c_t m_t m_{t+1} over batch, time and feet, a scalar; 0
    /// without contact.</summary>
    /// <param name="feet">p [B, T, F, 3], metres, Y up.</param>
    /// <param name="contacts">c [B, T, F] in [0, 1]; row t speaks of the step from t to t + 1, as in HumanML3D's
    /// features. The last row is not read.</param>
    /// <param name="mask">m [B, T], 1 for a frame, 0 for padding.</param>
    /// <param name="framesPerSecond">f, above 0.</param>
    /// <exception cref="ArgumentException">A shape differs, or there are fewer than two frames.</exception>
    /// <exception cref="ArgumentOutOfRangeException">f is not above 0.</exception>
    public static Tensor Of(Tensor feet, Tensor contacts, Tensor mask, double framesPerSecond)
    {
        FootSteps.Require(feet, contacts, framesPerSecond);
        Shape.Require(mask, "B T", [feet.size(0), feet.size(1)]);
        using var scope = NewDisposeScope();
        var speed = FootSteps.SquaredSpeed(feet, framesPerSecond); // [B, T − 1, F]
        return MotionMask.WeightedMean(speed, FootSteps.Weights(contacts, mask)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// What the published PhysicsSSM calls foot sliding: the mean over batch, steps t ≥ 1 (padding included) and the
    /// channels 3, 4, 5 of (x_t − x_{t−1})²·clamp(mean(c_t), 0, 1)·m_t. These channels are root height and the first
    /// joint's x and y, so it says little of feet; for parity only.
    /// </summary>
    /// <param name="motion">x [B, T, D], normalised features, D ≥ 6.</param>
    /// <param name="contacts">c [B, T, 2]: channels 10 and 11 of the physics state.</param>
    /// <param name="mask">m [B, T].</param>
    /// <exception cref="ArgumentException">A shape differs, or there are fewer than two frames.</exception>
    public static Tensor OfChannels(Tensor motion, Tensor contacts, Tensor mask)
    {
        Shape.Require(motion, "B T D", [Shape.Any, Shape.Any, Shape.Any]);
        Shape.Require(contacts, "B T C", [motion.size(0), motion.size(1), 2]);
        Shape.Require(mask, "B T", [motion.size(0), motion.size(1)]);
        MotionMask.RequireFrames(motion, 2);
        using var scope = NewDisposeScope();
        long steps = motion.size(1) - 1;
        var channels = motion.narrow(2, FirstChannel, Channels);
        var change = channels.narrow(1, 1, steps) - channels.narrow(1, 0, steps); // [B, T − 1, 3]
        var weight = contacts.narrow(1, 1, steps).mean([2]).clamp(0, 1) * mask.narrow(1, 1, steps);
        return (change.square() * weight.unsqueeze(2)).mean().MoveToOuterDisposeScope();
    }
}
