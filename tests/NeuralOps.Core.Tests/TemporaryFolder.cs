namespace NeuralOps.Core.Tests;

/// <summary>A folder that goes away with its content.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("neuralops-").FullName;

    public IEnumerable<string> FileNames =>
        Directory.EnumerateFiles(root).Select(path => Path.GetFileName(path)).Order();

    public string PathOf(string name) => Path.Combine(root, name);

    public string Write(string name, ReadOnlySpan<byte> content)
    {
        File.WriteAllBytes(PathOf(name), content);
        return PathOf(name);
    }

    public void Dispose() => Directory.Delete(root, recursive: true);
}
