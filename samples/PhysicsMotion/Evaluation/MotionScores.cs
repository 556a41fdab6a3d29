using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>How near motions are to the truth, and how well they keep to physics.</summary>
/// <param name="Reconstruction">Mean squared error of the normalised vectors.</param>
/// <param name="Joints">Mean distance of joints in space, in mm.</param>
/// <param name="Pose">The same around the root, in mm.</param>
/// <param name="Sliding">Steps in which a standing foot slides over those in which one stands.</param>
/// <param name="Speed">Mean speed of standing feet, in cm/s.</param>
/// <param name="Penetration">Frames with a joint below the ground, of all.</param>
/// <param name="Depth">Mean depth below the ground, in mm.</param>
/// <param name="Jerk">Mean jerk over that of the truth.</param>
internal sealed record MotionScores(
    double Reconstruction, double Joints, double Pose, double Sliding, double Speed, double Penetration, double Depth,
    double Jerk)
{
    /// <summary>The columns of a table of scores.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [
        "error", "joints mm", "pose mm", "sliding %", "feet cm/s", "below ground %", "depth mm", "jerk ratio",
    ];

    /// <summary>The scores in the order of <see cref="Columns"/>, shares in percent.</summary>
    public IReadOnlyList<double> Values =>
        [Reconstruction, Joints, Pose, 100 * Sliding, Speed, 100 * Penetration, Depth, Jerk];

    /// <summary>Measures frames of motions that are decoded whole, so that paths run through.</summary>
    /// <param name="prediction">Normalised vectors, [B, T, D].</param>
    /// <param name="truth">Normalised vectors, [B, T, D].</param>
    /// <param name="scored">[B, T], 1 for a frame that counts.</param>
    /// <param name="context">Layout and statistics.</param>
    /// <param name="contactsOfTruth">Whether feet stand where the truth's do; otherwise where they are low.</param>
    public static MotionScores Of(
        Tensor prediction, Tensor truth, Tensor scored, MotionContext context, bool contactsOfTruth)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor raw = context.Statistics.Denormalize(truth);
        Tensor joints = MotionRecovery.FromPositions(context.Statistics.Denormalize(prediction)); // [B, T, J, 3]
        Tensor target = MotionRecovery.FromPositions(raw);
        Tensor feet = joints.index_select(
            2, tensor(context.Layout.ContactJoints.Select(joint => (long)joint).ToArray())); // [B, T, 4, 3]
        Tensor contacts = contactsOfTruth ? context.Layout.Contacts.Of(raw) : FootContact.ByHeight(feet);
        JointError error = JointError.Of(joints, target, scored);
        FootSliding sliding = FootSliding.Of(feet, contacts, scored, context.FramesPerSecond);
        GroundPenetration ground = GroundPenetration.Of(joints, scored);
        return new MotionScores(
            MotionReconstructionLoss.Of(prediction, truth, scored).ToDouble(), error.Global, error.AroundRoot,
            sliding.ShareOfContacts, sliding.Speed, ground.Share, ground.Depth,
            JerkRatio.Of(joints, target, scored));
    }

    /// <summary>A row of a table.</summary>
    public static IReadOnlyList<string> Texts(IReadOnlyList<double> values) => [.. values.Select(Text)];

    /// <summary>Three significant digits.</summary>
    public static string Text(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        >= 1 => value.ToString("0.00", CultureInfo.InvariantCulture),
        _ => value.ToString("0.000", CultureInfo.InvariantCulture),
    };
}
