namespace NeuralOps.Onnx.Tests;

/// <summary>A new folder, deleted with all it holds.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("neuralops-onnx-").FullName;

    public string PathOf(string name) => Path.Combine(folder, name);

    public string[] FileNames() => [.. Directory.GetFiles(folder).Select(f => Path.GetFileName(f)).Order()];

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
