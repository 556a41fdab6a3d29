using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>Acclaim skeletons in their rest pose, and motions with the skeleton that lies beside them.</summary>
internal static class AcclaimDescription
{
    public static Description OfSkeleton(string path) => MotionDescription.Of(
        path, "Acclaim skeleton, at rest", AcclaimFile.ReadSkeleton(path), moves: false);

    public static Description OfMotion(string path)
    {
        var description = MotionDescription.Of(path, "Acclaim motion", AcclaimFile.Read(SkeletonOf(path), path));
        return description with
        {
            Facts = new Dictionary<string, object?>([.. description.Facts, new("skeleton", SkeletonOf(path))]),
        };
    }

    // 11_01.amc is a trial of subject 11.
    private static string SkeletonOf(string path)
    {
        string name = Path.GetFileNameWithoutExtension(path);
        string[] candidates = [name + ".asf", name.Split('_')[0] + ".asf"];
        string folder = Path.GetDirectoryName(path) ?? "";
        return candidates.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists)
            ?? throw new FileNotFoundException(
                $"{path}: expected its skeleton {string.Join(" or ", candidates.Distinct())} beside it, found none.");
    }
}
