using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Joints to feature vectors and back, as HumanML3D and KIT were processed (Guo et al. 2022,
/// <c>motion_representation.ipynb</c>). Everything inside is float64.
/// </summary>
/// <remarks>
/// Departs from the published code in the sign of a turn through the back (see <see cref="HeadingTurn"/>), in the
/// default threshold of contacts, which does not depend on the frame rate, and in keeping a clip's own bones unless a
/// target is given.
/// </remarks>
public static class MotionFeatures
{
    /// <summary>
    /// What encoding begins with: the target's bones where one is given, the lowest joint of the clip on the floor
    /// (y = 0), the root above the origin in the first frame, and the body facing Z+ there.
    /// </summary>
    /// <param name="motion">T frames.</param>
    /// <param name="options">Only the target is read.</param>
    /// <exception cref="ArgumentException">
    /// The target is another body's layout, joints of a bone coincide, or the joints do not tell where the body faces.
    /// </exception>
    public static JointMotion Align(JointMotion motion, MotionFeatureOptions? options = null)
    {
        var target = options?.Target;
        if (target is not null && target.Layout != motion.Layout)
        {
            throw new ArgumentException(
                $"Expected a target of the motion's layout ({motion.Layout}), got {target.Layout}.", nameof(options));
        }

        var body = target is null ? motion : Kinematics.Retarget(motion, target);
        double floor = double.PositiveInfinity;
        for (int i = 1; i < body.Positions.Length; i += 3)
        {
            floor = Math.Min(floor, body.Positions[i]);
        }

        var origin = body[0, 0] with { Y = floor };
        var turn = Facing.Of(body, 0);
        return body.Map(p => turn.Rotate(p - origin));
    }

    /// <summary>The feature vectors of a motion, aligned first.</summary>
    /// <param name="motion">T ≥ 2 frames.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <returns>[T − 1, D] row by row, in the motion's unit of length.</returns>
    /// <exception cref="ArgumentException">There is one frame only, or as of <see cref="Align"/>.</exception>
    public static float[] Encode(JointMotion motion, MotionFeatureOptions? options = null)
    {
        if (motion.Frames < 2)
        {
            throw new ArgumentException(
                $"{motion.Source}: expected at least 2 frames, as vectors hold the steps between them, got "
                + $"{motion.Frames}.",
                nameof(motion));
        }

        options ??= new MotionFeatureOptions();
        return new MotionEncoder(Align(motion, options), options).Encode();
    }

    /// <summary>
    /// The joints that feature vectors hold as positions (<see cref="MotionRecovery.FromPositions"/>): the aligned
    /// motion without its last frame, but for one yaw where it was encoded with <see cref="MotionHeading.Smoothed"/>.
    /// </summary>
    /// <param name="features">[T, D], not normalised.</param>
    /// <param name="layout">The vectors' layout.</param>
    /// <param name="framesPerSecond">Above 0.</param>
    /// <exception cref="ArgumentException">The last row is short, there is none, or a value is not finite.</exception>
    public static JointMotion Decode(ReadOnlySpan<float> features, MotionLayout layout, double framesPerSecond)
    {
        int frames = FeatureRows.Require(features, layout, least: 1);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var rows = tensor(features.ToArray(), [frames, layout.Width]).to_type(ScalarType.Float64);
        return JointMotion.From(MotionRecovery.FromPositions(rows), layout, framesPerSecond, "decoded features");
    }

    /// <summary>Feature vectors in another unit of length; angles, rotations and contacts stay.</summary>
    /// <param name="features">[T, D], not normalised.</param>
    /// <param name="layout">The vectors' layout.</param>
    /// <param name="factor">What lengths are multiplied by, e.g. 0.001 from KIT's millimetres to metres.</param>
    /// <exception cref="ArgumentException">The last row is short, there is none, or a value is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 0.</exception>
    public static float[] Rescale(ReadOnlySpan<float> features, MotionLayout layout, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        FeatureRows.Require(features, layout, least: 1);
        float[] factors = FeatureRows.Factors(layout, factor);
        float[] result = features.ToArray();
        for (int i = 0; i < result.Length; i++)
        {
            result[i] *= factors[i % layout.Width];
        }

        return result;
    }
}
