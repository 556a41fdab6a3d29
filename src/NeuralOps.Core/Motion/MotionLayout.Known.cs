using System.Numerics;

namespace NeuralOps.Core;

public sealed partial class MotionLayout
{
    private static readonly Vector3 Plus = new(1, 0, 0), Minus = new(-1, 0, 0); // along X
    private static readonly Vector3 Up = new(0, 1, 0), Down = new(0, -1, 0), Ahead = new(0, 0, 1);

    /// <summary>
    /// KIT motion-language data: 21 joints of the MMM reference body, 251 channels, 12.5 frames a second.
    /// </summary>
    /// <remarks>
    /// MMM's axes were swapped, which mirrors the body: joints named L… stand on its right side. Contacts and facing
    /// go by the side, not by the name.
    /// </remarks>
    public static MotionLayout Kit { get; } = new()
    {
        Name = "KIT",
        FramesPerSecond = 12.5,
        JointNames =
        [
            "root", "BP", "BT", "BLN", "BUN", "LS", "LE", "LW", "RS", "RE", "RW",
            "LH", "LK", "LA", "LMrot", "LF", "RH", "RK", "RA", "RMrot", "RF",
        ],
        Chains = [[0, 11, 12, 13, 14, 15], [0, 16, 17, 18, 19, 20], [0, 1, 2, 3, 4], [3, 5, 6, 7], [3, 8, 9, 10]],
        BoneDirections =
        [
            Vector3.Zero, Up, Up, Up, Up, Plus, Down, Down, Minus, Down, Down,
            Plus, Down, Down, Ahead, Ahead, Minus, Down, Down, Ahead, Ahead,
        ],
        ContactJoints = [19, 20, 14, 15],
        Face = new(RightHip: 11, LeftHip: 16, RightShoulder: 5, LeftShoulder: 8),
        Leg = (17, 18),
        Heading = MotionHeading.Smoothed,
    };

    /// <summary>HumanML3D: the first 22 joints of SMPL, 263 channels, 20 frames a second.</summary>
    public static MotionLayout HumanMl3d { get; } = new()
    {
        Name = "HumanML3D",
        FramesPerSecond = 20,
        JointNames =
        [
            "pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2", "left_ankle",
            "right_ankle", "spine3", "left_foot", "right_foot", "neck", "left_collar", "right_collar", "head",
            "left_shoulder", "right_shoulder", "left_elbow", "right_elbow", "left_wrist", "right_wrist",
        ],
        Chains =
        [
            [0, 2, 5, 8, 11], [0, 1, 4, 7, 10], [0, 3, 6, 9, 12, 15], [9, 14, 17, 19, 21], [9, 13, 16, 18, 20],
        ],
        BoneDirections =
        [
            Vector3.Zero, Plus, Minus, Up, Down, Down, Up, Down, Down, Up, Ahead, Ahead,
            Up, Plus, Minus, Ahead, Down, Down, Down, Down, Down, Down,
        ],
        ContactJoints = [7, 10, 8, 11],
        Face = new(RightHip: 2, LeftHip: 1, RightShoulder: 17, LeftShoulder: 16),
        Leg = (5, 8),
        Heading = MotionHeading.Reset,
    };

    /// <summary>The layouts that have published data.</summary>
    public static IReadOnlyList<MotionLayout> All { get; } = [Kit, HumanMl3d];
}
