namespace NeuralOps.Cli.Tests;

/// <summary>A folder that goes away with its content.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("neuralops-").FullName;

    public string PathOf(params string[] parts) => Path.Combine([root, .. parts]);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
