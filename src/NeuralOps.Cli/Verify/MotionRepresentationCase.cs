using System.Text.Json;
using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// Motion features: joints to vectors and back, or the statistics of clips (<see cref="MotionStatisticsCase"/>), or a
/// published clip (<see cref="PublishedMotionCase"/>); the keys of the configuration tell which.
/// </summary>
internal static class MotionRepresentationCase
{
    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        if (configuration.Any("features_file") is not null)
        {
            PublishedMotionCase.Compute(folder, checks);
        }
        else if (configuration.Any("clip_lengths") is not null)
        {
            MotionStatisticsCase.Compute(folder, checks);
        }
        else
        {
            ComputeBothWays(folder, checks);
        }
    }

    /// <summary>The layout that a case names.</summary>
    public static MotionLayout Skeleton(CaseConfiguration configuration)
    {
        string name = configuration.Get<string>("skeleton");
        return MotionLayout.All.FirstOrDefault(l => l.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new InvalidDataException(
                "Expected one of " + string.Join(", ", MotionLayout.All.Select(l => l.Name.ToLowerInvariant()))
                + $" for configuration key 'skeleton', found '{name}'.");
    }

    private static void ComputeBothWays(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        var layout = Skeleton(configuration);
        CompareConstants(configuration.Section("skeleton_constants"), layout, checks);
        _ = configuration.Get<double>("target_scale"); // contained in the target's offsets
        using var joints = checks.Input("in:joints");
        Shape.Require(joints, "frames J 3", [configuration.Get<long>("frames"), layout.Joints, 3], "in:joints");
        var motion = JointMotion.From(joints, layout, layout.FramesPerSecond, "in:joints");
        var options = new MotionFeatureOptions
        {
            Target = Target(checks.Input("in:target_offsets"), layout),
            FootThreshold = configuration.Get<double>("foot_threshold"),
            Heading = MotionHeading.Reset,
            Turn = HeadingTurn.Published,
        };
        var aligned = MotionFeatures.Align(motion, options);
        double tolerance = folder.Tolerance.Of("encode_outputs_abs");
        long[] shape = [motion.Frames - 1, layout.Width];
        checks.Compare("encode/out:features", tensor(MotionFeatures.Encode(motion, options), shape), tolerance);
        checks.Compare("encode/out:global_positions", aligned.ToTensor(checks.Dtype), tolerance);
        Decode(MotionSkeleton.Of(aligned).Offsets(checks.Dtype), checks);
    }

    private static void Decode(Tensor offsets, CaseChecks checks)
    {
        using var features = checks.Input("in:features");
        var (rotation, position) = MotionRecovery.Root(features);
        checks.Compare("decode/out:root_quaternion", rotation);
        checks.Compare("decode/out:root_position", position);
        checks.Compare("decode/out:joints_from_ric", MotionRecovery.FromPositions(features));
        checks.Compare("decode/out:offsets", offsets);
        checks.Compare("decode/out:joints_from_rotations", MotionRecovery.FromRotations(features, offsets));
    }

    private static MotionSkeleton Target(Tensor offsets, MotionLayout layout)
    {
        Shape.Require(offsets, "J 3", [layout.Joints, 3], "in:target_offsets");
        var lengths = offsets.to_type(ScalarType.Float64).square().sum(-1).sqrt();
        return new(layout, lengths.data<double>().ToArray());
    }

    private static void CompareConstants(CaseConfiguration constants, MotionLayout layout, CaseChecks checks)
    {
        var feet = layout.ContactJoints;
        var face = layout.Face;
        (string Key, object Own)[] facts =
        [
            ("joints", layout.Joints),
            ("raw_offsets", layout.BoneDirections.Select(b => (float[])[b.X, b.Y, b.Z])),
            ("kinematic_chains", layout.Chains),
            ("leg_indices", (int[])[layout.Leg.Upper, layout.Leg.Lower]),
            ("feet_left", feet.Take(2)),
            ("feet_right", feet.Skip(2)),
            ("face_joints_r_hip_l_hip_r_shoulder_l_shoulder",
                (int[])[face.RightHip, face.LeftHip, face.RightShoulder, face.LeftShoulder]),
        ];
        foreach (var (key, own) in facts)
        {
            string text = JsonSerializer.Serialize(own), found = constants.Any(key)?.ToJsonString() ?? "none";
            bool isEqual = JsonNode.DeepEquals(JsonNode.Parse(text), constants.Any(key));
            checks.Fact($"skeleton_constants.{key}", isEqual ? null : $"expected {text} ({layout}), found {found}");
        }
    }
}
