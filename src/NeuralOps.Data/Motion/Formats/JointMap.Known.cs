using NeuralOps.Core;

namespace NeuralOps.Data;

// The joints that KIT calls L… are those of the right side, see MotionLayout.Kit.
public sealed partial class JointMap
{
    /// <summary>Bones of the CMU recordings (Acclaim) to KIT's 21 joints. A bone names its far end, so <c>rfemur</c> is
    /// the right knee.</summary>
    public static JointMap CmuToKit { get; } = new("CMU to KIT", MotionLayout.Kit,
    [
        "root", "lowerback", "upperback", "thorax", "lowerneck",
        "rclavicle", "rhumerus", "rwrist", "lclavicle", "lhumerus", "lwrist",
        "rhipjoint", "rfemur", "rtibia", new("rtibia", "rfoot", 0.35), "rfoot",
        "lhipjoint", "lfemur", "ltibia", new("ltibia", "lfoot", 0.35), "lfoot",
    ]);

    /// <summary>Bones of the CMU recordings (Acclaim) to HumanML3D's 22 joints.</summary>
    public static JointMap CmuToHumanMl3d { get; } = new("CMU to HumanML3D", MotionLayout.HumanMl3d,
    [
        "root", "lhipjoint", "rhipjoint", "lowerback", "lfemur", "rfemur", "upperback", "ltibia",
        "rtibia", "thorax", "lfoot", "rfoot", "lowerneck",
        new("thorax", "lclavicle", 0.4), new("thorax", "rclavicle", 0.4), "upperneck",
        "lclavicle", "rclavicle", "lhumerus", "rhumerus", "lwrist", "rwrist",
    ]);

    /// <summary>Joints of the CMU recordings' BVH form to KIT's 21 joints.</summary>
    public static JointMap BvhToKit { get; } = new("BVH to KIT", MotionLayout.Kit,
    [
        "Hips", "Spine", new("Spine", "Spine1", 0.5), "Spine1", "Neck1",
        "RightArm", "RightForeArm", "RightHand", "LeftArm", "LeftForeArm", "LeftHand",
        "RightUpLeg", "RightLeg", "RightFoot", new("RightFoot", "RightToeBase", 0.35), "RightToeBase",
        "LeftUpLeg", "LeftLeg", "LeftFoot", new("LeftFoot", "LeftToeBase", 0.35), "LeftToeBase",
    ]);

    /// <summary>Joints of the CMU recordings' BVH form to HumanML3D's 22 joints.</summary>
    public static JointMap BvhToHumanMl3d { get; } = new("BVH to HumanML3D", MotionLayout.HumanMl3d,
    [
        "Hips", "LeftUpLeg", "RightUpLeg", "Spine", "LeftLeg", "RightLeg", new("Spine", "Spine1", 0.5), "LeftFoot",
        "RightFoot", "Spine1", "LeftToeBase", "RightToeBase", "Neck1",
        new("LeftShoulder", "LeftArm", 0.4), new("RightShoulder", "RightArm", 0.4), "Head",
        "LeftArm", "RightArm", "LeftForeArm", "RightForeArm", "LeftHand", "RightHand",
    ]);

    /// <summary>Nodes of the MMM body to KIT's 21 joints, not mirrored: for features beside the published ones see
    /// <see cref="PublishedToKit"/>.</summary>
    public static JointMap MmmToKit { get; } = new("MMM to KIT", MotionLayout.Kit,
    [
        "root_joint", "BPSegment_joint", "BTSegment_joint", "BLNsegment_joint", "BUNsegment_joint",
        "RSsegment_joint", "REsegment_joint", "RWsegment_joint",
        "LSsegment_joint", "LEsegment_joint", "LWsegment_joint",
        "RHsegment_joint", "RKsegment_joint", "RAsegment_joint", "RMrot_joint", "RFx_joint",
        "LHsegment_joint", "LKsegment_joint", "LAsegment_joint", "LMrot_joint", "LFx_joint",
    ]);

    /// <summary>Nodes of the MMM body to HumanML3D's 22 joints.</summary>
    public static JointMap MmmToHumanMl3d { get; } = new("MMM to HumanML3D", MotionLayout.HumanMl3d,
    [
        "root_joint", "LHsegment_joint", "RHsegment_joint", "BPSegment_joint", "LKsegment_joint", "RKsegment_joint",
        "BTSegment_joint", "LAsegment_joint", "RAsegment_joint", new("BTSegment_joint", "collarSegment_joint", 0.4),
        "LFx_joint", "RFx_joint", "BLNsegment_joint",
        new("collarSegment_joint", "LSCsegment_joint", 0.5), new("collarSegment_joint", "RSCsegment_joint", 0.5),
        "BUNsegment_joint", "LSsegment_joint", "RSsegment_joint", "LEsegment_joint", "REsegment_joint",
        "LWsegment_joint", "RWsegment_joint",
    ]);

    /// <summary>Joints of <see cref="MmmFile.ReadAsPublished"/>, which bear KIT's names already.</summary>
    public static JointMap PublishedToKit { get; } = new(
        "published KIT", MotionLayout.Kit, [.. MotionLayout.Kit.JointNames.Select(JointBlend.FromString)]);

    /// <summary>The maps of this class.</summary>
    public static IReadOnlyList<JointMap> Known { get; } =
        [CmuToKit, CmuToHumanMl3d, BvhToKit, BvhToHumanMl3d, MmmToKit, MmmToHumanMl3d, PublishedToKit];
}
