using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// A body at rest, its arms hanging, as offsets of the joints from their parents in shares of its height: the average
/// of the KIT reference body, or of SMPL's, made symmetric. Poses it: forward kinematics of trunk and arms, inverse
/// kinematics of the legs.
/// </summary>
internal sealed class GaitBody
{
    private readonly Vec3[] offsets;
    private readonly GaitJoints joints;

    public GaitBody(MotionLayout layout, double height)
    {
        Layout = layout;
        Height = height;
        joints = GaitJoints.Of(layout);
        offsets = [.. Enumerable.Range(0, layout.Joints).Select(joint => joints.Offset(joint) * height)];
        var toe = joints.Left.Foot.Aggregate(new Vec3(0, 0, 0), (sum, joint) => sum + offsets[joint]);
        AnkleHeight = -toe.Y;
        FootLength = toe.Z;
        HipWidth = offsets[joints.Left.Hip].X;
        LegLength = offsets[joints.Left.Knee].Length + offsets[joints.Left.Ankle].Length;
        StandingHeight = AnkleHeight + LegLength - offsets[joints.Left.Hip].Y;
    }

    public MotionLayout Layout { get; }

    public double Height { get; }

    /// <summary>Of the ankle above the tip of the foot, which stands on the floor.</summary>
    public double AnkleHeight { get; }

    /// <summary>From ankle to the tip of the foot, along the floor.</summary>
    public double FootLength { get; }

    /// <summary>From the middle to a hip.</summary>
    public double HipWidth { get; }

    public double LegLength { get; }

    /// <summary>Of the pelvis over straight legs.</summary>
    public double StandingHeight { get; }

    /// <summary>From the pelvis to a hip, turned with the pelvis.</summary>
    public Vec3 Hip(BodySide side, Quat pelvis) => pelvis.Rotate(offsets[joints[side].Hip]);

    /// <summary>Writes the joints of a pose, [J, 3].</summary>
    public void Write(in GaitPose pose, Span<double> positions)
    {
        Span<Vec3> at = stackalloc Vec3[offsets.Length];
        at[0] = pose.Root;
        foreach (var (joint, share) in joints.Trunk)
        {
            at[joint] = at[Layout.Parents[joint]] + pose.Trunk(share).Rotate(offsets[joint]);
        }

        at[joints.Head] = at[Layout.Parents[joints.Head]] + pose.Head.Rotate(offsets[joints.Head]);
        WriteArm(joints.Left, pose.Chest, pose.LeftArm, 1, at);
        WriteArm(joints.Right, pose.Chest, pose.RightArm, -1, at);
        WriteLeg(joints.Left, BodySide.Left, pose, pose.LeftFoot, at);
        WriteLeg(joints.Right, BodySide.Right, pose, pose.RightFoot, at);
        for (int joint = 0; joint < at.Length; joint++)
        {
            (positions[3 * joint], positions[(3 * joint) + 1], positions[(3 * joint) + 2]) =
                (at[joint].X, at[joint].Y, at[joint].Z);
        }
    }

    /// <summary>Reflects joints in the plane X = 0: left and right change places.</summary>
    public void Mirror(Span<double> positions)
    {
        foreach (var (left, right) in joints.Pairs)
        {
            for (int axis = 0; axis < 3; axis++)
            {
                (positions[(3 * left) + axis], positions[(3 * right) + axis]) =
                    (positions[(3 * right) + axis], positions[(3 * left) + axis]);
            }
        }

        for (int at = 0; at < positions.Length; at += 3)
        {
            positions[at] = -positions[at];
        }
    }

    private void WriteArm(in GaitLimbs limbs, Quat chest, in ArmPose arm, int side, Span<Vec3> at)
    {
        var upper = chest * Turn.AboutZ(side * arm.Abduction) * Turn.AboutX(-arm.Flexion)
            * Turn.AboutY(side * arm.Twist);
        at[limbs.Elbow] = at[limbs.Shoulder] + upper.Rotate(offsets[limbs.Elbow]);
        at[limbs.Wrist] = at[limbs.Elbow] + (upper * Turn.AboutX(-arm.Elbow)).Rotate(offsets[limbs.Wrist]);
    }

    /// <summary>The knee bends in the plane of hip, ankle and the direction half-way between pelvis and
    /// foot.</summary>
    private void WriteLeg(in GaitLimbs limbs, BodySide side, in GaitPose pose, in FootPose foot, Span<Vec3> at)
    {
        var hip = pose.Root + Hip(side, pose.Pelvis);
        double upper = offsets[limbs.Knee].Length;
        double lower = offsets[limbs.Ankle].Length;
        var leg = foot.Ankle - hip;
        double reach = leg.Length;
        double along = ((upper * upper) - (lower * lower) + (reach * reach)) / (2 * reach);
        double bend = Math.Sqrt((upper * upper) - (along * along));
        var ahead = pose.Pelvis.Rotate(Vec3.Ahead).Unit + Turn.AboutY(foot.Yaw).Rotate(Vec3.Ahead);
        var line = leg / reach;
        var forward = (ahead - (line * Vec3.Dot(ahead, line))).Unit;
        at[limbs.Hip] = hip;
        at[limbs.Knee] = hip + (line * along) + (forward * bend);
        at[limbs.Ankle] = foot.Ankle;
        var turn = Turn.AboutY(foot.Yaw) * Turn.AboutX(foot.Pitch);
        foreach (int joint in limbs.Foot)
        {
            at[joint] = at[Layout.Parents[joint]] + turn.Rotate(offsets[joint]);
        }
    }
}
