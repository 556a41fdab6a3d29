namespace NeuralOps.Data;

/// <summary>A body at one time.</summary>
/// <param name="Root">Place of the pelvis.</param>
/// <param name="Pelvis">Its rotation.</param>
/// <param name="Bend">Rotation of the chest against the pelvis: pitch, yaw, roll in radians.</param>
/// <param name="Head">Rotation of the head.</param>
/// <param name="LeftArm">The left arm.</param>
/// <param name="RightArm">The right arm.</param>
/// <param name="LeftFoot">The left foot.</param>
/// <param name="RightFoot">The right foot.</param>
internal readonly record struct GaitPose(
    Vec3 Root,
    Quat Pelvis,
    Vec3 Bend,
    Quat Head,
    ArmPose LeftArm,
    ArmPose RightArm,
    FootPose LeftFoot,
    FootPose RightFoot)
{
    public Quat Chest => Trunk(1);

    /// <summary>Rotation of a vertebra that takes part in a share of the bend.</summary>
    public Quat Trunk(double share) =>
        Pelvis * Turn.AboutY(share * Bend.Y) * Turn.AboutX(share * Bend.X) * Turn.AboutZ(share * Bend.Z);
}

/// <summary>Angles of an arm in radians; all 0 hangs straight down.</summary>
/// <param name="Flexion">Of the shoulder, forward.</param>
/// <param name="Abduction">Of the shoulder, sideways away from the body.</param>
/// <param name="Twist">About the upper arm, so that the bent forearm points outward.</param>
/// <param name="Elbow">Of the elbow, from 0 straight.</param>
internal readonly record struct ArmPose(double Flexion, double Abduction, double Twist, double Elbow);

/// <summary>A foot.</summary>
/// <param name="Ankle">Place of the ankle.</param>
/// <param name="Yaw">Where the foot points, from Z+ towards X+.</param>
/// <param name="Pitch">Positive with the heel raised.</param>
/// <param name="Heel">Whether the whole foot rests on the floor.</param>
/// <param name="Toe">Whether the tip rests on the floor.</param>
internal readonly record struct FootPose(Vec3 Ankle, double Yaw, double Pitch, bool Heel, bool Toe);
