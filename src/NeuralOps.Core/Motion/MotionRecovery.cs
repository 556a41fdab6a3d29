using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Joints from feature vectors, in differentiable operations: the inverse of the HumanML3D encoding but for place and
/// heading of the first frame, which are the origin and Z+.
/// </summary>
/// <remarks>
/// Features are [.., T, D], not normalised; lengths come out in their unit. The vectors of T frames hold the steps
/// between them in rows 0 … T − 2; that of the last row leads out of the clip.
/// </remarks>
public static class MotionRecovery
{
    /// <summary>
    /// Where the root is and how the body faces: with θ_t = Σ_{s&lt;t} d_s[0], the rotation
    /// q_t = (cos θ_t, 0, sin θ_t, 0) turns the heading of frame t to Z+, and the steps
    /// q_t⁻¹ (d_{t−1}[1], 0, d_{t−1}[2]) q_t add up to the place.
    /// </summary>
    /// <param name="features">d [.., T, D] of a known layout.</param>
    /// <returns>Rotations as quaternions (w, x, y, z) [.., T, 4] and positions [.., T, 3].</returns>
    /// <exception cref="ArgumentException">D is no known width, or the features lack a time axis.</exception>
    public static (Tensor Rotation, Tensor Position) Root(Tensor features)
    {
        _ = LayoutOf(features);
        using var scope = NewDisposeScope();
        var theta = HalfHeading(features); // [.., T]
        var none = zeros_like(theta);
        var rotation = stack([theta.cos(), none, theta.sin(), none], dim: -1);
        return (rotation.MoveToOuterDisposeScope(), RootPosition(features, theta).MoveToOuterDisposeScope());
    }

    /// <summary>The joints from the positions in the features (<c>recover_from_ric</c>).</summary>
    /// <param name="features">d [.., T, D] of a known layout.</param>
    /// <returns>Joints [.., T, J, 3].</returns>
    /// <exception cref="ArgumentException">D is no known width, or the features lack a time axis.</exception>
    public static Tensor FromPositions(Tensor features)
    {
        var layout = LayoutOf(features);
        using var scope = NewDisposeScope();
        var theta = HalfHeading(features);
        var root = RootPosition(features, theta).unsqueeze(-2); // [.., T, 1, 3]
        var local = layout.Positions.Of(features).unflatten(-1, layout.Joints - 1, 3);
        var angle = (theta * 2).unsqueeze(-1);
        var (x, z) = Unturn(local.select(-1, 0), local.select(-1, 2), angle); // [.., T, J − 1]
        var joints = stack([x + root.select(-1, 0), local.select(-1, 1), z + root.select(-1, 2)], dim: -1);
        return cat([root, joints], dim: -2).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The joints by forward kinematics from the rotations in the features (<c>recover_from_rot</c>): along every
    /// chain R ← R·M_j and p_j = p_parent + R·o_j, beginning with the root's rotation.
    /// </summary>
    /// <param name="features">d [.., T, D] of a known layout.</param>
    /// <param name="offsets">o [J, 3]: each joint's bone at identical rotation.</param>
    /// <param name="heading">
    /// ψ, the <see cref="FirstHeading"/> of clips encoded with <see cref="MotionHeading.Smoothed"/>, whose rotations
    /// are away from their positions by 2ψ about Y; null for 0.
    /// </param>
    /// <returns>Joints [.., T, J, 3].</returns>
    /// <exception cref="ArgumentException">
    /// D is no known width, the features lack a time axis, or the offsets are not those of J joints.
    /// </exception>
    public static Tensor FromRotations(Tensor features, Tensor offsets, Tensor? heading = null)
    {
        var layout = LayoutOf(features);
        Shape.Require(offsets, "J 3", [layout.Joints, 3]);
        using var scope = NewDisposeScope();
        var theta = HalfHeading(features);
        var locals = Matrices(layout.Rotations.Of(features).unflatten(-1, layout.Joints - 1, 6)).unbind(-3);
        var joints = new Tensor[layout.Joints];
        joints[0] = RootPosition(features, theta);
        var root = AboutY((heading is null ? theta : theta + heading.unsqueeze(-1)) * 2);
        foreach (var chain in layout.Chains)
        {
            var turn = root; // [.., T, 3, 3]
            for (int i = 1; i < chain.Count; i++)
            {
                turn = turn.matmul(locals[chain[i] - 1]);
                joints[chain[i]] = joints[chain[i - 1]] + turn.matmul(offsets[chain[i]]);
            }
        }

        return stack(joints, dim: -2).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Where the recovered body faces in the first frame of a whole clip: 0 (to Z+) for
    /// <see cref="MotionHeading.Reset"/>, the yaw by which the recovered joints are turned for
    /// <see cref="MotionHeading.Smoothed"/>.
    /// </summary>
    /// <param name="features">d [.., T, D] of a known layout, from the first frame of a clip.</param>
    /// <returns>ψ in radians [..].</returns>
    /// <exception cref="ArgumentException">D is no known width, or the features lack a time axis.</exception>
    public static Tensor FirstHeading(Tensor features)
    {
        var layout = LayoutOf(features);
        using var scope = NewDisposeScope();
        var joints = layout.Positions.Of(features.select(-2, 0)).unflatten(-1, layout.Joints - 1, 3);
        var (rightHip, leftHip, rightShoulder, leftShoulder) = layout.Face;
        Tensor Joint(int j) => joints.select(-2, j - 1); // [.., 3]
        var across = Joint(rightHip) - Joint(leftHip) + Joint(rightShoulder) - Joint(leftShoulder);
        return across.select(-1, 2).atan2(-across.select(-1, 0)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Rotation matrices from their first two columns, which need be neither of length one nor at right angles (Zhou
    /// et al. 2019, arXiv 1812.07035): x = a/|a|, z = x × b/|x × b|, y = z × x.
    /// </summary>
    /// <param name="columns">(a, b) [.., 6].</param>
    /// <returns>Matrices [.., 3, 3] with the columns x, y, z.</returns>
    /// <exception cref="ArgumentException">The last axis is not 6 long.</exception>
    public static Tensor Matrices(Tensor columns)
    {
        if (columns.shape[^1] != 6)
        {
            throw new ArgumentException(
                $"Expected shape [.., 6], got {Shape.Format(columns.shape)}.", nameof(columns));
        }

        using var scope = NewDisposeScope();
        var x = Unit(columns.narrow(-1, 0, 3));
        var z = Unit(Cross(x, columns.narrow(-1, 3, 3)));
        return stack([x, Cross(z, x), z], dim: -1).MoveToOuterDisposeScope();
    }

    private static MotionLayout LayoutOf(Tensor features)
    {
        if (features.ndim < 2 || features.shape[^2] == 0)
        {
            throw new ArgumentException(
                $"Expected shape [.., T ≥ 1, D], got {Shape.Format(features.shape)}.", nameof(features));
        }

        return MotionLayout.OfWidth(features.shape[^1]);
    }

    private static Tensor HalfHeading(Tensor features) => Before(features.select(-1, 0)); // [.., T]

    private static Tensor RootPosition(Tensor features, Tensor theta)
    {
        long steps = theta.shape[^1] - 1;
        var next = theta.narrow(-1, 1, steps) * 2;
        var rows = features.narrow(-2, 0, steps);
        var (x, z) = Unturn(rows.select(-1, 1), rows.select(-1, 2), next);
        return stack([Sums(x), features.select(-1, 3), Sums(z)], dim: -1);
    }

    /// <summary>The sums of all values before each.</summary>
    private static Tensor Before(Tensor values) => Sums(values.narrow(-1, 0, values.shape[^1] - 1));

    private static Tensor Sums(Tensor steps) => nn.functional.pad(steps.cumsum(-1), (1, 0)); // also of no step

    /// <summary>Turns (x, z) about Y by minus the angle.</summary>
    private static (Tensor X, Tensor Z) Unturn(Tensor x, Tensor z, Tensor angle)
    {
        var (cos, sin) = (angle.cos(), angle.sin());
        return ((x * cos) - (z * sin), (x * sin) + (z * cos));
    }

    private static Tensor AboutY(Tensor angle)
    {
        var (cos, sin, none) = (angle.cos(), angle.sin(), zeros_like(angle));
        Tensor[] entries = [cos, none, sin, none, ones_like(angle), none, -sin, none, cos];
        return stack(entries, dim: -1).unflatten(-1, 3, 3);
    }

    private static Tensor Unit(Tensor v) => v / v.square().sum(-1, keepdim: true).sqrt();

    private static Tensor Cross(Tensor a, Tensor b)
    {
        var (u, v) = (a.unbind(-1), b.unbind(-1));
        var (x, y) = ((u[1] * v[2]) - (u[2] * v[1]), (u[2] * v[0]) - (u[0] * v[2]));
        return stack([x, y, (u[0] * v[1]) - (u[1] * v[0])], dim: -1);
    }
}
