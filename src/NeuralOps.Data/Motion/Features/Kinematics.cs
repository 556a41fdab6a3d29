using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Rotations from joints and joints from rotations. A joint's rotation is the shortest one from its bone's direction
/// at rest, seen from the parent of the chain; the first in every chain is seen from the root.
/// </summary>
internal static class Kinematics
{
    /// <summary>Rotations [T, J] of a motion; the root's are given.</summary>
    public static Quat[] Rotations(JointMotion motion, Quat[] root)
    {
        var layout = motion.Layout;
        var rotations = new Quat[motion.Frames * layout.Joints];
        for (int t = 0; t < motion.Frames; t++)
        {
            var frame = rotations.AsSpan(t * layout.Joints, layout.Joints);
            frame[0] = root[t];
            foreach (var chain in layout.Chains)
            {
                var parent = root[t];
                for (int i = 1; i < chain.Count; i++)
                {
                    var turned = Quat.Between(AtRest(layout, chain[i]), Bone(motion, t, chain[i - 1], chain[i]));
                    frame[chain[i]] = parent.Inverse * turned;
                    parent = turned;
                }
            }
        }

        return rotations;
    }

    /// <summary>
    /// The motion on another body: every bone points where it did and has the other's length, and the root's path is
    /// scaled by the ratio of leg lengths.
    /// </summary>
    public static JointMotion Retarget(JointMotion motion, MotionSkeleton target)
    {
        var layout = motion.Layout;
        double scale = target.LegLength / MotionSkeleton.Of(motion).LegLength;
        var joints = new Vec3[layout.Joints];
        double[] positions = new double[motion.Positions.Length];
        for (int t = 0; t < motion.Frames; t++)
        {
            joints[0] = motion[t, 0] * scale;
            foreach (var chain in layout.Chains)
            {
                for (int i = 1; i < chain.Count; i++)
                {
                    var (from, to) = (chain[i - 1], chain[i]);
                    joints[to] = joints[from] + (Bone(motion, t, from, to).Unit * target.Lengths[to]);
                }
            }

            for (int j = 0; j < joints.Length; j++)
            {
                int at = 3 * ((t * joints.Length) + j);
                (positions[at], positions[at + 1], positions[at + 2]) = (joints[j].X, joints[j].Y, joints[j].Z);
            }
        }

        return motion.With(positions);
    }

    private static Vec3 AtRest(MotionLayout layout, int joint)
    {
        var direction = layout.BoneDirections[joint];
        return new(direction.X, direction.Y, direction.Z);
    }

    private static Vec3 Bone(JointMotion motion, int frame, int from, int to)
    {
        var bone = motion[frame, to] - motion[frame, from];
        return bone != default ? bone : throw new ArgumentException(
            $"{motion.Source}: expected a bone from {motion.Layout.JointNames[from]} to "
            + $"{motion.Layout.JointNames[to]}, found both at one place in frame {frame}.",
            nameof(motion));
    }
}
