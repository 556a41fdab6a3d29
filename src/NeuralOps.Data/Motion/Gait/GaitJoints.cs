using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Which joint of a layout is what, and where it is at rest.</summary>
/// <param name="Offsets">From the parent, in shares of the height, [J].</param>
/// <param name="Trunk">Joints that move with pelvis and chest, parents first, each with its bone's share of the
/// bend.</param>
/// <param name="Head">The joint that moves with the head.</param>
/// <param name="Left">The left limbs.</param>
/// <param name="Right">The right limbs.</param>
/// <param name="Pairs">Joints that change places in a mirror; the offsets of the left ones are made from the right
/// ones.</param>
internal sealed record GaitJoints(
    Vec3[] Offsets,
    (int Joint, double Share)[] Trunk,
    int Head,
    GaitLimbs Left,
    GaitLimbs Right,
    (int Left, int Right)[] Pairs)
{
    private static readonly GaitJoints Kit = new(
        [
            new(0, 0, 0), new(0, 0.080, 0), new(0, 0.120, 0), new(0, 0.044, 0), new(0, 0.030, 0.006),
            new(-0.110, 0, 0), new(0, -0.188, 0), new(0, -0.145, 0), default, default, default,
            new(-0.052, 0, 0), new(0, -0.245, 0), new(0, -0.246, 0), new(0, -0.0190, 0.0236), new(0, -0.0190, 0.0530),
            default, default, default, default, default,
        ],
        [(1, 0.33), (2, 0.67), (3, 1), (5, 1), (8, 1)],
        4,
        new(16, 17, 18, [19, 20], 8, 9, 10),
        new(11, 12, 13, [14, 15], 5, 6, 7),
        [(8, 5), (9, 6), (10, 7), (16, 11), (17, 12), (18, 13), (19, 14), (20, 15)]);

    private static readonly GaitJoints HumanMl3d = new(
        [
            new(0, 0, 0), default, new(-0.035, -0.053, -0.006), new(0, 0.072, -0.015), default,
            new(0, -0.227, 0), new(0, 0.081, 0.012), default, new(0, -0.250, 0), new(0, 0.033, 0.004),
            default, new(0, -0.034, 0.074), new(0, 0.124, -0.016), default, new(-0.044, 0.067, -0.010),
            new(0, 0.052, 0.029), default, new(-0.068, 0.022, -0.008), default, new(0, -0.152, 0),
            default, new(0, -0.148, 0),
        ],
        [(3, 0.33), (6, 0.67), (9, 1), (12, 1), (13, 1), (14, 1), (16, 1), (17, 1)],
        15,
        new(1, 4, 7, [10], 16, 18, 20),
        new(2, 5, 8, [11], 17, 19, 21),
        [(1, 2), (4, 5), (7, 8), (10, 11), (13, 14), (16, 17), (18, 19), (20, 21)]);

    public GaitLimbs this[BodySide side] => side == BodySide.Left ? Left : Right;

    public static GaitJoints Of(MotionLayout layout) => layout == MotionLayout.Kit ? Kit : HumanMl3d;

    /// <summary>Offset of a joint at rest.</summary>
    public Vec3 Offset(int joint)
    {
        var pair = Array.Find(Pairs, pair => pair.Left == joint);
        return pair.Left == pair.Right ? Offsets[joint] : Offsets[pair.Right] with { X = -Offsets[pair.Right].X };
    }
}

/// <summary>Joints of one arm and one leg.</summary>
internal readonly record struct GaitLimbs(
    int Hip, int Knee, int Ankle, int[] Foot, int Shoulder, int Elbow, int Wrist);
