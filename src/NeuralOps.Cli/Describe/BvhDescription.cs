using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>BVH motion capture. Its unit is the one that makes the body as large as a person.</summary>
internal static class BvhDescription
{
    public static Description Of(string path) => MotionDescription.Of(path, "BVH motion", BvhFile.Read(path));
}
