using System.Text.Json;
using NeuralOps.Data;
using static TorchSharp.torch;

namespace NeuralOps.Tests;

/// <summary>A folder of reference numbers: inputs, outputs, gradients and the tolerances they are good for.</summary>
internal sealed class GoldenCase : IDisposable
{
    /// <summary>For float64 runs: rounding of some thousand operations, and of what the reference computes in another
    /// order.
    /// </summary>
    public const double DoubleTolerance = 1e-10;

    private readonly NpzArchive arrays;

    private GoldenCase(string folder)
    {
        Folder = folder;
        arrays = NpzArchive.Open(Path.Combine(folder, "io.npz"));
        using var text = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
        Root = text.RootElement.Clone();
    }

    public string Folder { get; }

    public string Weights => Path.Combine(Folder, "weights.safetensors");

    public JsonElement Root { get; }

    public JsonElement Configuration => Root.GetProperty("configuration");

    public IReadOnlyList<string> Names => arrays.Names;

    public static GoldenCase Open(string name) => new(Fixtures.PathOf("golden", name));

    public void Dispose() => arrays.Dispose();

    /// <summary>An array by name; with a dtype, the float64 run's where there is one.</summary>
    public Tensor Read(string name) => arrays.Read(name).ToTensor();

    public bool Contains(string name) => arrays.Contains(name);

    /// <summary>Compares an output with the stored one, in float64 with that of the float64 run.</summary>
    /// <param name="name">The array.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="limit">The tolerance; by default the case's.</param>
    public void RequireOutput(string name, Tensor actual, double? limit = null)
    {
        bool isDouble = actual.dtype == ScalarType.Float64 && Contains($"f64/{name}");
        using var scope = NewDisposeScope();
        var expected = Read(isDouble ? $"f64/{name}" : name).to(ScalarType.Float64);
        Require(
            name,
            expected,
            actual,
            Math.Max(1, Max(expected)) * (limit ?? (isDouble ? DoubleTolerance : Tolerance("outputs"))));
    }

    /// <summary>Compares a gradient with the stored one, in float64 with that of the float64 run.</summary>
    /// <param name="name">The array.</param>
    /// <param name="actual">What was computed.</param>
    /// <param name="limit">The tolerance; by default the case's.</param>
    public void RequireGradient(string name, Tensor actual, double? limit = null)
    {
        bool isDouble = actual.dtype == ScalarType.Float64 && Contains($"f64/{name}");
        using var scope = NewDisposeScope();
        var expected = Read(isDouble ? $"f64/{name}" : name).to(ScalarType.Float64);
        Require(
            name, expected, actual, Max(expected) * (limit ?? (isDouble ? DoubleTolerance : Tolerance("gradients"))));
    }

    private static void Require(string name, Tensor expected, Tensor actual, double limit)
    {
        Assert.Equal(expected.shape, actual.shape);
        double difference = Max(expected - actual.detach().to(ScalarType.Float64));
        Assert.True(difference <= limit, $"{name}: difference {difference:g3}, allowed {limit:g3}");
    }

    private static double Max(Tensor x) => x.NumberOfElements == 0 ? 0 : x.abs().max().item<double>();

    private double Tolerance(string kind)
    {
        var tolerance = Root.GetProperty("tolerance");
        return tolerance.TryGetProperty("suggested", out var suggested)
            ? suggested.GetProperty(kind).GetDouble()
            : tolerance.EnumerateObject().First(entry => entry.Name.StartsWith(kind, StringComparison.Ordinal)).Value
                .GetDouble();
    }
}
