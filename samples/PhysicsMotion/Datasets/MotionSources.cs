using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>Recordings in files of other programs, as joints of a layout at its rate.</summary>
internal static class MotionSources
{
    /// <summary>Reads BVH, AMC (with the ASF of its subject beside it) or MMM XML.</summary>
    /// <param name="path">The file.</param>
    /// <param name="layout">The body that joints are wanted of.</param>
    /// <param name="skeleton">The ASF of an AMC; by default the one beside it.</param>
    public static JointMotion Read(string path, MotionLayout layout, string? skeleton)
    {
        bool isKit = layout == MotionLayout.Kit;
        (ArticulatedMotion motion, JointMap map) = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".bvh" => (BvhFile.Read(path), isKit ? JointMap.BvhToKit : JointMap.BvhToHumanMl3d),
            ".amc" => (AcclaimFile.Read(skeleton ?? SkeletonOf(path), path),
                isKit ? JointMap.CmuToKit : JointMap.CmuToHumanMl3d),
            ".xml" => (MmmFile.Read(path), isKit ? JointMap.MmmToKit : JointMap.MmmToHumanMl3d),
            var other => throw new ArgumentException(
                $"Expected a file .bvh, .amc or .xml, got '{path}'"
                + $"{(other == ".asf" ? ", a skeleton without motion" : "")}."),
        };
        return map.Apply(motion.Positions().Resample(layout.FramesPerSecond));
    }

    // CMU names a motion by subject and take, 11_01.amc, and its skeleton by the subject, 11.asf.
    private static string SkeletonOf(string motion)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(motion))!;
        string name = Path.GetFileNameWithoutExtension(motion);
        string[] tried =
            [.. new[] { name, name.Split('_')[0] }.Distinct().Select(part => Path.Combine(folder, part + ".asf"))];
        return tried.FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"{motion}: expected its skeleton {string.Join(" or ", tried)}, found none. Name it with --skeleton.");
    }
}
