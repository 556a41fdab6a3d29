using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class MotionFeaturesTests
{
    private static readonly MotionLayout Human = MotionLayout.HumanMl3d;

    [Fact]
    public void Features_AgreeWithTheReference_OnATargetBody()
    {
        using var golden = GoldenCase.Open("G4.4-motion-features");
        using var offsets = golden.Read("in:target_offsets");
        using var lengths = offsets.to_type(ScalarType.Float64).square().sum(-1).sqrt();
        using var expected = golden.Read("encode/out:features");
        var options = new MotionFeatureOptions
        {
            Target = new(Human, lengths.data<double>().ToArray()),
            FootThreshold = 0.006534,
        };
        float[] features = MotionFeatures.Encode(MotionSamples.Synthetic(), options);
        float[] reference = expected.data<float>().ToArray();
        // The reference computes in float32; all but the contacts then differ by 1e-5 at most.
        Assert.All(Human.Slices, slice =>
            Assert.InRange(MotionSamples.Largest(features, reference, 263, slice), 0, 1e-5));
        Assert.Equal(0, MotionSamples.Largest(features, reference, 263, Human.Contacts));
    }

    [Fact]
    public void Encode_Decode_GivesTheAlignedMotion()
    {
        var motion = MotionSamples.Synthetic();
        var aligned = MotionFeatures.Align(motion);
        var decoded = MotionFeatures.Decode(MotionFeatures.Encode(motion), Human, 20);
        Assert.Equal(63, decoded.Frames);
        Assert.InRange(Distance(aligned, decoded), 0, 2e-6);
    }

    [Fact]
    public void Align_PutsTheBodyOnTheFloor_AtTheOrigin_FacingAhead()
    {
        var motion = MotionFeatures.Align(MotionSamples.Moved(MotionSamples.Synthetic(), 2.5, 7, -3, 4));
        var face = Human.Face;
        var across = motion[0, face.RightHip] - motion[0, face.LeftHip]
            + motion[0, face.RightShoulder] - motion[0, face.LeftShoulder];
        Assert.Equal(0, motion[0, 0].X, 1e-12);
        Assert.Equal(0, motion[0, 0].Z, 1e-12);
        Assert.Equal(0, across.Z, 1e-12);
        Assert.True(across.X < 0);
        double lowest = Enumerable.Range(0, motion.Positions.Length / 3).Min(i => motion.Positions[(3 * i) + 1]);
        Assert.Equal(0, lowest, 1e-12);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(3.1)]
    [InlineData(-1.7)]
    public void PlaceAndDirectionOfTheClip_LeaveFeaturesUnchanged(double yaw)
    {
        var motion = MotionSamples.Synthetic();
        float[] here = MotionFeatures.Encode(motion);
        float[] there = MotionFeatures.Encode(MotionSamples.Moved(motion, yaw, 5, 0.4, -8));
        Assert.InRange(MotionSamples.Largest(here, there, 263, new(0, 263)), 0, 1e-6);
    }

    [Fact]
    public void AnAboutFace_StaysUpright()
    {
        // The average body is symmetric, so that it faces Z+ exactly and, turned, the opposite.
        var standing = new GaitGenerator(new GaitOptions { Layout = Human })
            .Motion(new GaitScript { Action = GaitAction.Stand }).Joints;
        int row = 3 * Human.Joints;
        double[] body = standing.Positions[..row].ToArray();
        double[] turned = [.. body.Select((x, i) => i % 3 == 1 ? x : -x)];
        var motion = new JointMotion(
            [.. Enumerable.Range(0, 60).SelectMany(t => t < 30 ? turned : body)], Human, 20);
        var aligned = MotionFeatures.Align(motion);
        Assert.All(Enumerable.Range(0, 22), j => Assert.Equal(motion[0, j].Y, aligned[0, j].Y, 1e-9));
        var decoded = MotionFeatures.Decode(MotionFeatures.Encode(motion), Human, 20);
        Assert.InRange(Distance(aligned, decoded), 0, 1e-6);
    }

    [Fact]
    public void Decode_OfOneVector_GivesItsJoints()
    {
        float[] features = MotionFeatures.Encode(MotionSamples.Synthetic());
        var one = MotionFeatures.Decode(features.AsSpan(0, 263), Human, 20);
        var all = MotionFeatures.Decode(features, Human, 20);
        Assert.Equal(all.Positions[..66].ToArray(), one.Positions.ToArray());
    }

    [Fact]
    public void UnitOfLength_ScalesLengthsOnly()
    {
        var motion = MotionSamples.Synthetic();
        var options = new MotionFeatureOptions { FootThreshold = 0.002 };
        float[] metres = MotionFeatures.Encode(motion, options);
        float[] millimetres = MotionFeatures.Encode(
            motion.Scale(1000), options with { FootThreshold = 2000 });
        float[] back = MotionFeatures.Rescale(millimetres, Human, 0.001);
        Assert.InRange(MotionSamples.Largest(metres, back, 263, new(0, 263)), 0, 1e-6);
        Assert.Equal(0, MotionSamples.Largest(millimetres, back, 263, Human.Rotations));
    }

    [Fact]
    public void ATurnThroughTheBack_GoesTheShorterWay()
    {
        var motion = MotionSamples.Circle(120);
        var aligned = MotionFeatures.Align(motion);
        JointMotion Decoded(HeadingTurn turn) => MotionFeatures.Decode(
            MotionFeatures.Encode(motion, new MotionFeatureOptions { Turn = turn }), Human, 20);
        Assert.InRange(Distance(aligned, Decoded(HeadingTurn.Shortest)), 0, 1e-5);
        Assert.InRange(Distance(aligned, Decoded(HeadingTurn.Published)), 0.01, 10);
    }

    [Fact]
    public void Target_GivesItsBones_AndScalesThePathByLegLength()
    {
        var motion = MotionSamples.Synthetic();
        var own = MotionSkeleton.Of(motion);
        var target = new MotionSkeleton(Human, [.. own.Lengths.Select((length, j) => length * (1 + (0.01 * j)))]);
        var options = new MotionFeatureOptions { Target = target };
        var retargeted = MotionFeatures.Align(motion, options);
        var lengths = MotionSkeleton.Of(retargeted).Lengths;
        Assert.All(lengths.Zip(target.Lengths), pair => Assert.Equal(pair.Second, pair.First, 1e-12));
        var aligned = MotionFeatures.Align(motion);
        var (before, after) = (aligned[63, 0] - aligned[0, 0], retargeted[63, 0] - retargeted[0, 0]);
        Assert.Equal(target.LegLength / own.LegLength, after.Length / before.Length, 1e-12);
        var decoded = MotionFeatures.Decode(MotionFeatures.Encode(motion, options), Human, 20);
        Assert.InRange(Distance(retargeted, decoded), 0, 4e-6);
    }

    [Theory]
    [InlineData(20, 0.89, 1)]
    [InlineData(20, 0.90, 0)]
    [InlineData(12.5, 0.89, 1)]
    [InlineData(12.5, 0.90, 0)]
    public void Contacts_AreASpeedByDefault_AtAnyFrameRate(double rate, double speed, float expected)
    {
        var body = MotionFeatures.Align(MotionSamples.Synthetic());
        double[] positions = new double[3 * 66];
        for (int i = 0; i < positions.Length; i++)
        {
            int frame = i / 66;
            positions[i] = body.Positions[i % 66] + (i % 3 == 2 ? frame * speed / rate : 0);
        }

        float[] features = MotionFeatures.Encode(new JointMotion(positions, Human, rate));
        Assert.All(features.Skip(Human.Contacts.Start).Take(4), contact => Assert.Equal(expected, contact));
    }

    [Fact]
    public void TooFewFrames_AndJointsThatTellNoDirection_AreRefused()
    {
        double[] one = MotionSamples.Synthetic().Positions[..66].ToArray();
        Assert.Equal(
            "joints in memory: expected at least 2 frames, as vectors hold the steps between them, got 1. "
            + "(Parameter 'motion')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Encode(new(one, Human, 20))).Message);
        Assert.Equal(
            "flat: expected hips and shoulders that tell where the body faces, found none in frame 0: they are not "
            + "beside each other. (Parameter 'motion')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Align(new(new double[132], Human, 20, "flat")))
                .Message);

        double[] two = [.. one, .. one];
        two[66 + 12] = two[66 + 3];
        two[66 + 13] = two[66 + 4];
        two[66 + 14] = two[66 + 5];
        Assert.Equal(
            "clip: expected a bone from left_hip to left_knee, found both at one place in frame 1. "
            + "(Parameter 'motion')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Encode(new(two, Human, 20, "clip"))).Message);
    }

    [Fact]
    public void BadTargetsOptionsAndFeatures_AreRefused()
    {
        var motion = MotionSamples.Synthetic();
        var options = new MotionFeatureOptions { Target = MotionSkeleton.Of(MotionSamples.Kit()) };
        Assert.Equal(
            "Expected a target of the motion's layout (HumanML3D, 22 joints), got KIT, 21 joints. "
            + "(Parameter 'options')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Encode(motion, options)).Message);
        Assert.StartsWith(
            "FootThreshold ('0') must be a non-negative and non-zero value.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new MotionFeatureOptions { FootThreshold = 0 }).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "Expected rows of 263 features (HumanML3D, 22 joints), got 262 numbers. Known widths are 251 (KIT, 21 "
            + "joints) or 263 (HumanML3D, 22 joints). (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Decode(new float[262], Human, 20)).Message);
        float[] damaged = new float[526];
        damaged[263 + 7] = float.NaN;
        Assert.Equal(
            "Expected finite features, found NaN in frame 1, channel 7. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => MotionFeatures.Rescale(damaged, Human, 2)).Message);
    }

    private static double Distance(JointMotion a, JointMotion b)
    {
        double largest = 0;
        for (int i = 0; i < b.Frames * b.Layout.Joints; i++)
        {
            var (t, j) = (i / b.Layout.Joints, i % b.Layout.Joints);
            largest = Math.Max(largest, (a[t, j] - b[t, j]).Length);
        }

        return largest;
    }
}
