using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Clips as animations and as numbers on their contacts.</summary>
internal static class ClipSections
{
    /// <summary>An animation of each clip, feet in contact marked, and a row of a table.</summary>
    /// <param name="title">The heading.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="layout">Their layout.</param>
    public static IReadOnlyList<ReportSection> Of(string title, IReadOnlyList<MotionClip> clips, MotionLayout layout)
    {
        using DisposeScope scope = NewDisposeScope();
        return
        [
            new SkeletonSection
            {
                Title = title,
                Text = "Feet in contact with the ground are marked.",
                Scenes = [.. clips.Select(clip => Scene(clip, layout))],
            },
            new TableSection
            {
                Title = "Contacts",
                Text = "Share of the frames in which each side stands; mean height of the feet that stand and of those "
                    + "that do not, and mean speed of those that stand; frames with a joint below the ground.",
                Columns =
                [
                    "clip", "frames", "left %", "right %", "standing mm", "swinging mm", "standing cm/s",
                    "below ground %",
                ],
                Rows = [.. clips.Select(clip => Row(clip, layout))],
            },
        ];
    }

    private static SkeletonScene Scene(MotionClip clip, MotionLayout layout)
    {
        using Tensor features = clip.ToTensor();
        using Tensor joints = MotionRecovery.FromPositions(features);
        using Tensor contacts = layout.Contacts.Of(features);
        return new SkeletonScene(
            clip.Id, clip.Captions.Count > 0 ? clip.Captions[0] : "",
            [
                Skeletons.Of(
                    "motion", Skeletons.Numbers(joints), Skeletons.Numbers(contacts), layout, clip.FramesPerSecond),
            ]);
    }

    private static IReadOnlyList<string> Row(MotionClip clip, MotionLayout layout)
    {
        Tensor features = clip.ToTensor();
        Tensor joints = MotionRecovery.FromPositions(features);
        Tensor feet = joints.index_select(
            1, tensor(layout.ContactJoints.Select(joint => (long)joint).ToArray())); // [T, 4, 3]
        Tensor stands = (layout.Contacts.Of(features) > 0.5).to(ScalarType.Float32); // [T, 4]
        Tensor height = feet.select(2, 1);
        FootSliding sliding = FootSliding.Of(
            feet.unsqueeze(0), stands.unsqueeze(0), null, clip.FramesPerSecond);
        return
        [
            clip.Id, clip.Frames.ToString(CultureInfo.InvariantCulture), Side(0), Side(2),
            Millimetres(stands), Millimetres(1 - stands), MotionScores.Text(sliding.Speed),
            MotionScores.Text(100 * GroundPenetration.Of(joints.unsqueeze(0), null).Share),
        ];

        string Side(int first) => MotionScores.Text(
            100 * stands.narrow(1, first, 2).max(1).values.mean().to(ScalarType.Float64).item<double>());

        string Millimetres(Tensor weight)
        {
            double count = weight.sum().to(ScalarType.Float64).item<double>();
            return count == 0
                ? ""
                : MotionScores.Text(1000 * (height * weight).sum().to(ScalarType.Float64).item<double>() / count);
        }
    }
}
