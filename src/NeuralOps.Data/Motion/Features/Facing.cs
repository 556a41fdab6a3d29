using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>Where a body faces, as rotations about Y that turn it to Z+.</summary>
internal static class Facing
{
    private const double Sigma = 20;
    private const int Radius = 80; // 4 σ

    /// <summary>The rotation that turns the body of one frame to Z+: forward is Y × (hips + shoulders).</summary>
    public static Quat Of(JointMotion motion, int frame)
    {
        var face = motion.Layout.Face;
        var across = motion[frame, face.RightHip] - motion[frame, face.LeftHip]
            + motion[frame, face.RightShoulder] - motion[frame, face.LeftShoulder];
        return ToAhead(Forward(across), motion, frame);
    }

    /// <summary>
    /// The rotations of all frames, the forward direction smoothed by a Gaussian of 20 frames (cut at 80, the ends
    /// repeated). It is Y × (shoulders − hips), each from left to right: the published code takes the hips the other
    /// way round here, and vectors are comparable only if all do.
    /// </summary>
    public static Quat[] Smoothed(JointMotion motion)
    {
        var face = motion.Layout.Face;
        var forward = new Vec3[motion.Frames];
        for (int t = 0; t < forward.Length; t++)
        {
            var across = motion[t, face.LeftHip] - motion[t, face.RightHip]
                + motion[t, face.RightShoulder] - motion[t, face.LeftShoulder];
            forward[t] = Forward(across.Unit);
        }

        double[] weights = Weights();
        var rotations = new Quat[forward.Length];
        for (int t = 0; t < forward.Length; t++)
        {
            var sum = default(Vec3);
            for (int i = -Radius; i <= Radius; i++)
            {
                sum += forward[Math.Clamp(t + i, 0, forward.Length - 1)] * weights[i + Radius];
            }

            rotations[t] = ToAhead(sum, motion, t);
        }

        return rotations;
    }

    private static Vec3 Forward(Vec3 across) => new(across.Z, 0, -across.X);

    // About Y also where forward is exactly the opposite of Z+: half a turn about another axis would be a headstand.
    private static Quat ToAhead(Vec3 forward, JointMotion motion, int frame) =>
        forward.Length > 1e-9 ? Turn.AboutY(-Math.Atan2(forward.X, forward.Z)) : throw new ArgumentException(
            $"{motion.Source}: expected hips and shoulders that tell where the body faces, found none in frame "
            + $"{frame}: they are not beside each other.",
            nameof(motion));

    private static double[] Weights()
    {
        double[] weights = new double[(2 * Radius) + 1];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Exp(-0.5 * (i - Radius) * (i - Radius) / (Sigma * Sigma));
        }

        double sum = weights.Sum();
        return Array.ConvertAll(weights, w => w / sum);
    }
}
