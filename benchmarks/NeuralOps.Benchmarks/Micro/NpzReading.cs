using BenchmarkDotNet.Attributes;
using NeuralOps.Data;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists because a run starts with it: the five arrays of a smoke sequence, deflated as they are shipped and stored as
/// <see cref="NpzFile"/> writes them. The baseline reads the stored file's bytes and nothing else. Does not measure a
/// cold disk.
/// </summary>
[MemoryDiagnoser]
public class NpzReading
{
    private string deflated = "";
    private string stored = "";

    [GlobalSetup]
    public void Setup()
    {
        deflated = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "data"), "*.npz").Order().First();
        stored = Path.Combine(Path.GetTempPath(), $"neuralops-bench-{Environment.ProcessId}.npz");
        using var archive = NpzArchive.Open(deflated);
        NpzFile.Write(stored, archive.Names.Select(name => KeyValuePair.Create(name, archive.Read(name))));
    }

    [Benchmark(Baseline = true)]
    public int Bytes() => File.ReadAllBytes(stored).Length;

    [Benchmark]
    public long Stored() => Read(stored);

    [Benchmark]
    public long Deflated() => Read(deflated);

    [GlobalCleanup]
    public void Cleanup() => File.Delete(stored);

    private static long Read(string path)
    {
        using var archive = NpzArchive.Open(path);
        return archive.Names.Sum(name => archive.Read(name).Count);
    }
}
