using System.Numerics;

namespace NeuralOps.Core;

/// <summary>
/// The feature vector of HumanML3D (Guo et al. 2022, <c>motion_representation.ipynb</c>) for a body of J joints:
/// D = 8 + 9 (J − 1) + 3 J channels a frame, and the body's facts that encoding and decoding need.
/// </summary>
/// <remarks>
/// A vector speaks of frame t and of the step to frame t + 1. Space is right-handed with Y up, the character faces Z+
/// in the first frame. Lengths are metres in HumanML3D's files, millimetres in KIT's.
/// </remarks>
public sealed partial class MotionLayout
{
    private MotionLayout()
    {
    }

    /// <summary>The published data set's name.</summary>
    public required string Name { get; init; }

    /// <summary>Frames per second of the published data.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>The joints' published names; the root is first.</summary>
    public required IReadOnlyList<string> JointNames { get; init; }

    /// <summary>Joints along each chain of bones, from the joint the chain hangs on to its end.</summary>
    /// <remarks>
    /// Rotations accumulate along a chain, beginning with the root's: also in a chain that hangs on another joint.
    /// </remarks>
    public required IReadOnlyList<IReadOnlyList<int>> Chains { get; init; }

    /// <summary>
    /// Direction, of length one, of the bone that ends in each joint where the joint's rotation is the identity; zero
    /// for the root.
    /// </summary>
    public required IReadOnlyList<Vector3> BoneDirections { get; init; }

    /// <summary>
    /// The joints of the contact channels in their order: left ankle, left toe, right ankle, right toe.
    /// </summary>
    public required IReadOnlyList<int> ContactJoints { get; init; }

    /// <summary>The joints that tell where the body faces.</summary>
    public required MotionFace Face { get; init; }

    /// <summary>The joints that end the two bones of a leg; their lengths together are what bodies scale by.</summary>
    public required (int Upper, int Lower) Leg { get; init; }

    /// <summary>How the published clips begin.</summary>
    public required MotionHeading Heading { get; init; }

    /// <summary>J.</summary>
    public int Joints => JointNames.Count;

    /// <summary>D.</summary>
    public int Width => Contacts.End;

    /// <summary>
    /// Turn about Y to the next frame in radians, halved: the arcsine of the quaternion's y component.
    /// </summary>
    public static MotionSlice RootAngularVelocity { get; } = new(0, 1);

    /// <summary>The root's step to the next frame along x and z, seen from where the body faces then.</summary>
    public static MotionSlice RootLinearVelocity { get; } = new(1, 2);

    /// <summary>y of the root.</summary>
    public static MotionSlice RootHeight { get; } = new(3, 1);

    /// <summary>(x, y, z) of the joints after the root: from below the root on the floor, turned to face Z+.</summary>
    public MotionSlice Positions => new(4, 3 * (Joints - 1));

    /// <summary>The first two columns of each joint's rotation matrix, without the root's.</summary>
    public MotionSlice Rotations => new(Positions.End, 6 * (Joints - 1));

    /// <summary>(x, y, z) of every joint's step to the next frame, turned to face Z+.</summary>
    public MotionSlice Velocities => new(Rotations.End, 3 * Joints);

    /// <summary>1 where a foot's joint stands on the floor, see <see cref="ContactJoints"/>.</summary>
    public MotionSlice Contacts => new(Velocities.End, 4);

    /// <summary>All slices in order.</summary>
    public IReadOnlyList<MotionSlice> Slices =>
    [
        RootAngularVelocity, RootLinearVelocity, RootHeight, Positions, Rotations, Velocities, Contacts,
    ];

    /// <summary>The joint each bone comes from; −1 for the root.</summary>
    public IReadOnlyList<int> Parents { get => field ??= FindParents(); }

    /// <summary>The known layout of that width.</summary>
    /// <param name="width">D.</param>
    /// <exception cref="ArgumentException">No layout has that width.</exception>
    public static MotionLayout OfWidth(long width) =>
        All.FirstOrDefault(layout => layout.Width == width)
        ?? throw new ArgumentException(
            $"Expected a feature width of {string.Join(" or ", All.Select(layout => $"{layout.Width} ({layout})"))}, "
            + $"got {width}.",
            nameof(width));

    /// <summary>Name and joints, e.g. <c>KIT, 21 joints</c>.</summary>
    public override string ToString() => $"{Name}, {Joints} joints";

    private int[] FindParents()
    {
        int[] parents = new int[Joints];
        parents[0] = -1;
        foreach (var chain in Chains)
        {
            for (int i = 1; i < chain.Count; i++)
            {
                parents[chain[i]] = chain[i - 1];
            }
        }

        return parents;
    }
}
