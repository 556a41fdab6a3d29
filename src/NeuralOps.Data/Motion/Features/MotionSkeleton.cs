using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// The bones of one body: lengths ℓ_j along the layout's directions, so that joint j lies at ℓ_j·b_j from its parent
/// where its rotation is the identity.
/// </summary>
public sealed class MotionSkeleton
{
    /// <summary>Takes the lengths of the bones.</summary>
    /// <param name="layout">Which joints they connect.</param>
    /// <param name="lengths">ℓ [J], each that of the bone that ends in the joint; the root's is not read.</param>
    /// <exception cref="ArgumentException">There are not J lengths, or a bone's is not above 0.</exception>
    public MotionSkeleton(MotionLayout layout, IReadOnlyList<double> lengths)
    {
        if (lengths.Count != layout.Joints)
        {
            throw new ArgumentException(
                $"Expected {layout.Joints} lengths ({layout}), got {lengths.Count}.", nameof(lengths));
        }

        for (int j = 1; j < lengths.Count; j++)
        {
            if (!(lengths[j] > 0 && double.IsFinite(lengths[j])))
            {
                throw new ArgumentException(
                    $"Expected a length above 0 of the bone to {layout.JointNames[j]}, got {lengths[j]}.",
                    nameof(lengths));
            }
        }

        Layout = layout;
        Lengths = [0, .. lengths.Skip(1)];
    }

    /// <summary>Which joints the bones connect.</summary>
    public MotionLayout Layout { get; }

    /// <summary>ℓ [J]; 0 for the root.</summary>
    public IReadOnlyList<double> Lengths { get; }

    /// <summary>Upper and lower leg together, by which bodies scale.</summary>
    public double LegLength => Lengths[Layout.Leg.Upper] + Lengths[Layout.Leg.Lower];

    /// <summary>The bones of a motion's first frame.</summary>
    /// <param name="motion">The motion.</param>
    /// <exception cref="ArgumentException">Two joints of a bone coincide.</exception>
    public static MotionSkeleton Of(JointMotion motion)
    {
        var parents = motion.Layout.Parents;
        return new(
            motion.Layout,
            [.. Enumerable.Range(0, parents.Count)
                .Select(j => j == 0 ? 0 : (motion[0, j] - motion[0, parents[j]]).Length)]);
    }

    /// <summary>ℓ_j·b_j as a tensor [J, 3] on the CPU, what forward kinematics takes.</summary>
    /// <param name="dtype">Its type.</param>
    public Tensor Offsets(ScalarType dtype = ScalarType.Float32)
    {
        double[] values =
        [
            .. Enumerable.Range(0, Lengths.Count).Select(Offset).SelectMany(o => (double[])[o.X, o.Y, o.Z]),
        ];
        using var exact = tensor(values, [Lengths.Count, 3]);
        return exact.to_type(dtype, copy: true);
    }

    internal Vec3 Offset(int joint)
    {
        var direction = Layout.BoneDirections[joint];
        return new Vec3(direction.X, direction.Y, direction.Z) * Lengths[joint];
    }
}
