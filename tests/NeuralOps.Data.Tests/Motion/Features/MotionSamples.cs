using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

/// <summary>Motions that tests share.</summary>
internal static class MotionSamples
{
    /// <summary>The squared step of KIT's published contacts, in mm².</summary>
    public const double KitThreshold = 0.05;

    /// <summary>48 frames of 21 joints in millimetres.</summary>
    public static JointMotion Kit() => ReadKit("derived_00001_joints_mm_12.5Hz.npy");

    /// <summary>The joints recovered from <see cref="KitFeatures"/>.</summary>
    public static JointMotion KitRecovered() => ReadKit("derived_00001_new_joints_21x3.npy");

    /// <summary>The published features of the clip [47, 251].</summary>
    public static float[] KitFeatures() => NpyFile.Read(KitPath("derived_00001_new_joint_vecs_251.npy")).ToFloats();

    public static string KitPath(string file) => Fixtures.PathOf("motion", "kit", file);

    /// <summary>64 frames of 22 joints in metres, synthetic.</summary>
    public static JointMotion Synthetic()
    {
        using var golden = GoldenCase.Open("G4.4-motion-features");
        using var joints = golden.Read("in:joints");
        return JointMotion.From(joints, MotionLayout.HumanMl3d, 20);
    }

    /// <summary>A motion turned about Y and moved.</summary>
    public static JointMotion Moved(JointMotion motion, double yaw, double x, double y, double z)
    {
        var (sin, cos) = Math.SinCos(yaw);
        return motion.Map(p => new((p.X * cos) + (p.Z * sin) + x, p.Y + y, (p.Z * cos) - (p.X * sin) + z));
    }

    /// <summary>A body of the synthetic motion that walks one round of a circle, facing where it goes.</summary>
    public static JointMotion Circle(int frames)
    {
        var body = MotionFeatures.Align(Synthetic());
        double[] positions = new double[frames * 66];
        for (int t = 0; t < frames; t++)
        {
            var turned = Moved(body, 2 * Math.PI * t / frames, 0, 0, 0);
            for (int i = 0; i < 66; i++)
            {
                positions[(t * 66) + i] = turned.Positions[i];
            }
        }

        return new(positions, MotionLayout.HumanMl3d, 20);
    }

    /// <summary>The largest distance of joints after one yaw and one shift that bring the motions together.</summary>
    public static double DistanceUpToYaw(JointMotion a, JointMotion b)
    {
        int frames = Math.Min(a.Frames, b.Frames), joints = a.Layout.Joints;
        var (centerA, centerB) = (Center(a, frames), Center(b, frames));
        double along = 0, across = 0;
        for (int i = 0; i < frames * joints; i++)
        {
            var (p, q) = (a[i / joints, i % joints] - centerA, b[i / joints, i % joints] - centerB);
            along += (p.X * q.X) + (p.Z * q.Z);
            across += (p.Z * q.X) - (p.X * q.Z);
        }

        var turned = Moved(a.Map(p => p - centerA), Math.Atan2(across, along), 0, 0, 0);
        double largest = 0;
        for (int i = 0; i < frames * joints; i++)
        {
            var (t, j) = (i / joints, i % joints);
            largest = Math.Max(largest, (turned[t, j] - (b[t, j] - centerB)).Length);
        }

        return largest;
    }

    public static double Largest(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int width, MotionSlice slice)
    {
        Assert.Equal(a.Length, b.Length);
        double largest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            bool counts = i % width >= slice.Start && i % width < slice.End;
            largest = counts ? Math.Max(largest, Math.Abs((double)a[i] - b[i])) : largest;
        }

        return largest;
    }

    private static Vec3 Center(JointMotion motion, int frames)
    {
        var sum = default(Vec3);
        for (int i = 0; i < frames * motion.Layout.Joints; i++)
        {
            sum += motion[i / motion.Layout.Joints, i % motion.Layout.Joints];
        }

        return sum / (frames * motion.Layout.Joints);
    }

    private static JointMotion ReadKit(string file)
    {
        using var joints = NpyFile.Read(KitPath(file)).ToTensor();
        return JointMotion.From(joints, MotionLayout.Kit, 12.5, file);
    }
}
