using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

/// <summary>One script of every action and way, left and right, slow and fast, and what the tests ask of its
/// motion.</summary>
internal static class GaitScenes
{
    public static IReadOnlyList<GaitScript> All { get; } =
    [
        New(GaitAction.Stand),
        New(GaitAction.Walk, GaitPath.Forward),
        New(GaitAction.Walk, GaitPath.Forward) with { Pace = GaitPace.Slow, Count = 5 },
        New(GaitAction.Walk, GaitPath.Forward) with { Pace = GaitPace.Fast, Lead = BodySide.Right, Count = 6 },
        New(GaitAction.Walk, GaitPath.Backward) with { Count = 4 },
        New(GaitAction.Walk, GaitPath.Curve) with { Pace = GaitPace.Fast },
        New(GaitAction.Walk, GaitPath.Corner) with { Pace = GaitPace.Slow, Toward = BodySide.Right },
        New(GaitAction.Walk, GaitPath.Circle),
        New(GaitAction.Walk, GaitPath.Back) with { Toward = BodySide.Right },
        New(GaitAction.Walk, GaitPath.InPlace),
        New(GaitAction.Jog, GaitPath.Forward),
        New(GaitAction.Jog, GaitPath.Circle) with { Toward = BodySide.Right },
        New(GaitAction.Run, GaitPath.Forward),
        New(GaitAction.Run, GaitPath.Curve) with { Pace = GaitPace.Fast },
        New(GaitAction.March, GaitPath.InPlace),
        New(GaitAction.March, GaitPath.Forward) with { Pace = GaitPace.Fast },
        New(GaitAction.Sidestep) with { Count = 4 },
        New(GaitAction.Sidestep) with { Toward = BodySide.Right, Pace = GaitPace.Fast },
        New(GaitAction.Turn) with { Degrees = 90 },
        New(GaitAction.Turn) with { Degrees = 360, Toward = BodySide.Right, Pace = GaitPace.Fast },
        New(GaitAction.Jump) with { Count = 3 },
        New(GaitAction.Jump, GaitPath.Forward) with { Pace = GaitPace.Fast, Count = 2 },
        New(GaitAction.Hop) with { Count = 4 },
        New(GaitAction.Hop, GaitPath.Forward) with { Lead = BodySide.Right, Pace = GaitPace.Fast },
        New(GaitAction.Squat) with { Count = 2 },
        New(GaitAction.Crouch),
        New(GaitAction.Wave) with { Count = 3, Lead = BodySide.Right },
        New(GaitAction.Wave) with { Lead = BodySide.Both },
        New(GaitAction.Kick) with { Count = 2 },
        New(GaitAction.Kick) with { Lead = BodySide.Right, Pace = GaitPace.Fast },
    ];

    /// <summary>Every script on both skeletons, by number.</summary>
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (int script = 0; script < All.Count; script++)
        {
            cases.Add(script, "KIT");
            cases.Add(script, "HumanML3D");
        }

        return cases;
    }

    /// <summary>Every script, by number.</summary>
    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, All.Count)];

    public static GaitScript New(GaitAction action, GaitPath path = GaitPath.InPlace) =>
        new() { Action = action, Path = path };

    public static GaitMotion Motion(GaitScript script, string layout = "KIT", double framesPerSecond = 100) =>
        new GaitGenerator(new()
        {
            Layout = MotionLayout.All.Single(known => known.Name == layout),
            FramesPerSecond = framesPerSecond,
        }).Motion(script);

    public static double[] At(this GaitMotion motion, int frame, int joint) =>
        motion.Joints.Positions.Slice(3 * ((frame * motion.Joints.Layout.Joints) + joint), 3).ToArray();

    public static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b, (x, y) => (x - y) * (x - y)).Sum());

    /// <summary>Where the hips face at a frame: the angle from Z+ towards X+, in degrees.</summary>
    public static double Facing(this GaitMotion motion, int frame)
    {
        var face = motion.Joints.Layout.Face;
        double[] left = motion.At(frame, face.LeftHip);
        double[] right = motion.At(frame, face.RightHip);
        return Math.Atan2(right[2] - left[2], left[0] - right[0]) * 180 / Math.PI;
    }

    /// <summary>Frames in which a contact begins.</summary>
    public static int[] Landings(this GaitMotion motion, int contact) =>
        [.. Enumerable.Range(1, motion.Joints.Frames - 1)
            .Where(frame => motion.Contacts[(4 * frame) + contact] && !motion.Contacts[(4 * (frame - 1)) + contact])];
}
