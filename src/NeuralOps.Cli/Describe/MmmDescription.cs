using NeuralOps.Data;

namespace NeuralOps.Cli;

/// <summary>Motions of the Master Motor Map, on the body that lies beside them.</summary>
internal static class MmmDescription
{
    public static Description Of(string path) => MotionDescription.Of(path, "MMM motion", MmmFile.Read(path));
}
