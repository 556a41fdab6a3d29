using NeuralOps.Core;
using static NeuralOps.Data.Tests.GaitScenes;

namespace NeuralOps.Data.Tests;

public sealed class GaitGeneratorTests
{
    [Theory]
    [MemberData(nameof(GaitScenes.Cases), MemberType = typeof(GaitScenes))]
    public void Bones_KeepTheirLengths(int script, string layout)
    {
        var motion = Motion(All[script], layout, 25);
        var parents = motion.Joints.Layout.Parents;
        for (int joint = 1; joint < parents.Count; joint++)
        {
            double length = Distance(motion.At(0, joint), motion.At(0, parents[joint]));
            for (int frame = 1; frame < motion.Joints.Frames; frame++)
            {
                Assert.Equal(length, Distance(motion.At(frame, joint), motion.At(frame, parents[joint])), 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(GaitScenes.Cases), MemberType = typeof(GaitScenes))]
    public void StandingFeet_DoNotSlide_AndNoJointIsBelowTheFloor(int script, string layout)
    {
        var motion = Motion(All[script], layout, 50);
        for (int contact = 0; contact < 4; contact++)
        {
            int joint = motion.Joints.Layout.ContactJoints[contact];
            for (int frame = 1; frame < motion.Joints.Frames; frame++)
            {
                if (motion.Contacts[(4 * frame) + contact] && motion.Contacts[(4 * (frame - 1)) + contact])
                {
                    Assert.Equal(0, Distance(motion.At(frame, joint), motion.At(frame - 1, joint)), 1e-11);
                }
            }
        }

        double lowest = 1;
        for (int at = 1; at < motion.Joints.Positions.Length; at += 3)
        {
            lowest = Math.Min(lowest, motion.Joints.Positions[at]);
        }

        Assert.Equal(0, lowest, 1e-12);
    }

    [Theory]
    [MemberData(nameof(GaitScenes.Cases), MemberType = typeof(GaitScenes))]
    public void MirroredScript_GivesTheMirrorImage(int script, string layout)
    {
        var motion = Motion(All[script], layout, 20);
        var mirrored = Motion(All[script].Mirrored(), layout, 20);
        var names = motion.Joints.Layout.JointNames;
        (string, string)[] sides = layout == "KIT"
            ? [("LS", "RS"), ("LE", "RE"), ("LW", "RW"), ("LH", "RH"), ("LK", "RK"), ("LA", "RA"),
                ("LMrot", "RMrot"), ("LF", "RF")]
            : [.. names.Where(name => name.StartsWith("left")).Select(name => (name, "right" + name[4..]))];
        int Opposite(int joint)
        {
            var pair = sides.FirstOrDefault(pair => pair.Item1 == names[joint] || pair.Item2 == names[joint]);
            string other = pair.Item1 == names[joint] ? pair.Item2 : pair.Item1;
            return other is null ? joint : names.ToList().IndexOf(other);
        }

        Assert.Equal(motion.Joints.Frames, mirrored.Joints.Frames);
        for (int frame = 0; frame < motion.Joints.Frames; frame++)
        {
            for (int joint = 0; joint < names.Count; joint++)
            {
                double[] other = mirrored.At(frame, Opposite(joint));
                other[0] = -other[0];
                Assert.Equal(0, Distance(motion.At(frame, joint), other), 1e-12);
            }
        }
    }

    [Theory]
    [MemberData(nameof(GaitScenes.Numbers), MemberType = typeof(GaitScenes))]
    public void Accelerations_AreContinuousAndBounded(int number)
    {
        var script = All[number] with { Seconds = 3 };
        double coarse = LargestChange(Motion(script, framesPerSecond: 400), out double largest);
        double fine = LargestChange(Motion(script, framesPerSecond: 800), out _);

        // A jump of the acceleration would not shrink with the time step; a bounded jerk halves it.
        Assert.InRange(fine, 0, 0.65 * coarse);
        Assert.InRange(largest, 0, 260);
    }

    [Theory]
    [MemberData(nameof(GaitScenes.Cases), MemberType = typeof(GaitScenes))]
    public void Knees_BendForward(int script, string layout)
    {
        var motion = Motion(All[script], layout, 20);
        (int Hip, int Knee, int Ankle)[] legs =
            layout == "KIT" ? [(11, 12, 13), (16, 17, 18)] : [(1, 4, 7), (2, 5, 8)];
        for (int frame = 0; frame < motion.Joints.Frames; frame++)
        {
            var (sin, cos) = Math.SinCos(motion.Facing(frame) * Math.PI / 180);
            foreach (var leg in legs)
            {
                double[] hip = motion.At(frame, leg.Hip);
                double[] knee = motion.At(frame, leg.Knee);
                double[] ankle = motion.At(frame, leg.Ankle);
                double upper = Distance(knee, hip);
                double share = upper / (upper + Distance(ankle, knee));
                double[] off = [.. knee.Zip(hip.Zip(ankle, (a, b) => a + (share * (b - a))), (a, b) => a - b)];
                double forward = (off[0] * sin) + (off[2] * cos);

                // With a leg lifted to the front the knee goes up before it goes forward.
                Assert.InRange(forward + Math.Max(0, off[1]), 1e-3, 0.6);
            }
        }
    }

    [Fact]
    public void Motion_DependsOnSeedAndIndexAlone()
    {
        var clips = new GaitGenerator(new() { Seed = 3 }).Clips(3, first: 5);
        var clip = new GaitGenerator(new() { Seed = 3 }).Clip(6);
        var other = new GaitGenerator(new() { Seed = 4 }).Clip(6);

        Assert.Equal("gait-000006", clip.Id);
        Assert.Equal(["gait-000005", "gait-000006", "gait-000007"], clips.Select(c => c.Id));
        Assert.Equal(clip.Features.ToArray(), clips[1].Features.ToArray());
        Assert.Equal(clip.Captions, clips[1].Captions);
        Assert.NotEqual(clip.Features.ToArray(), other.Features.ToArray());
    }

    [Fact]
    public void Clip_HoldsTheMotionsFeatures_WithContactsThatAgree()
    {
        var generator = new GaitGenerator(new() { Seed = 1 });
        for (int index = 0; index < 20; index++)
        {
            var clip = generator.Clip(index);
            var motion = generator.Motion(index);

            Assert.Equal((251, 12.5, motion.Joints.Frames - 1), (clip.Width, clip.FramesPerSecond, clip.Frames));
            Assert.Equal(MotionFeatures.Encode(motion.Joints), clip.Features.ToArray());
            var contacts = MotionLayout.Kit.Contacts;
            for (int frame = 0; frame < clip.Frames; frame++)
            {
                for (int contact = 0; contact < 4; contact++)
                {
                    bool rests = motion.Contacts[(4 * frame) + contact] && motion.Contacts[(4 * (frame + 1)) + contact];
                    Assert.True(
                        !rests || clip.Features.Span[(frame * 251) + contacts.Start + contact] == 1,
                        $"{motion.Captions[0]}: frame {frame}, contact {contact}");
                }
            }
        }
    }

    [Fact]
    public void Lengths_LieWithinTheOptions_ExceptWhereACountNeedsMore()
    {
        var generator = new GaitGenerator(new() { MinimumSeconds = 3, MaximumSeconds = 5, FramesPerSecond = 10 });
        var motions = Enumerable.Range(0, 200).Select(generator.Motion).ToArray();

        Assert.All(motions, motion => Assert.InRange(motion.Joints.Frames, 31, 300));
        Assert.All(
            motions.Where(motion => motion.Script.Action is GaitAction.Run or GaitAction.Jog or GaitAction.Stand),
            motion => Assert.InRange(motion.Joints.Frames, 31, 51));
        Assert.Equal(13, motions.Select(motion => motion.Script.Action).Distinct().Count());
    }

    [Fact]
    public void BadOptions_AreRefused()
    {
        Assert.StartsWith(
            "FramesPerSecond ('-1') must be a non-negative and non-zero value.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new GaitOptions { FramesPerSecond = -1 }).Message);
        Assert.StartsWith(
            "MaximumSeconds ('8') must be greater than or equal to '9'.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new GaitGenerator(new() { MinimumSeconds = 9 })).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaitOptions { MinimumSeconds = 0.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaitScript { Action = GaitAction.Walk, Count = -1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new GaitGenerator().Clip(-1));
        Assert.Equal(
            "Expected Tempo from 0.5 to 2, got 0. (Parameter 'Tempo')",
            Assert.Throws<ArgumentOutOfRangeException>(() => new GaitStyle { Tempo = 0 }).Message);
        Assert.Equal(
            "Expected a way forward of action Run, got Backward. (Parameter 'script')",
            Assert.Throws<ArgumentException>(() => new GaitGenerator().Motion(
                new GaitScript { Action = GaitAction.Run, Path = GaitPath.Backward })).Message);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(2)]
    public void ExtremeStyles_StillGiveBodiesThatHoldTogether(double factor)
    {
        var style = new GaitStyle { Tempo = factor, Arms = factor, Bounce = factor, Width = factor, Lift = factor };
        foreach (var action in Enum.GetValues<GaitAction>())
        {
            var joints = new GaitGenerator().Motion(
                new GaitScript { Action = action, Path = GaitPath.Forward, Style = style }).Joints;
            var lengths = MotionSkeleton.Of(joints).Lengths;
            for (int joint = 1; joint < joints.Layout.Joints; joint++)
            {
                var bone = joints[joints.Frames / 2, joint] - joints[joints.Frames / 2, joints.Layout.Parents[joint]];
                Assert.Equal(lengths[joint], bone.Length, 1e-9);
            }
        }
    }

    private static double LargestChange(GaitMotion motion, out double largest)
    {
        double fps = motion.Joints.FramesPerSecond;
        double change = 0;
        largest = 0;
        var x = motion.Joints.Positions;
        int row = 3 * motion.Joints.Layout.Joints;
        for (int at = 0; at < x.Length - (3 * row); at++)
        {
            double first = (x[at + (2 * row)] - (2 * x[at + row]) + x[at]) * fps * fps;
            double second = (x[at + (3 * row)] - (2 * x[at + (2 * row)]) + x[at + row]) * fps * fps;
            largest = Math.Max(largest, Math.Abs(first));
            change = Math.Max(change, Math.Abs(second - first));
        }

        return change;
    }
}
