using NeuralOps.Data;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

/// <summary>Arrays of a reference case, and the measures of its tolerances.</summary>
internal sealed class Golden(string name) : IDisposable
{
    private readonly NpzArchive archive = NpzArchive.Open(Fixtures.PathOf("golden", name, "io.npz"));

    public string Weights { get; } = Fixtures.PathOf("golden", name, "weights.safetensors");

    public Tensor this[string array] => archive.Read(array).ToTensor();

    /// <summary>max|difference| / max(1, max|reference|).</summary>
    public double OutputError(string array, Tensor found)
    {
        using var scope = NewDisposeScope();
        var reference = this[array].to(ScalarType.Float64);
        return Error(reference, found) / Math.Max(1, reference.abs().max().item<double>());
    }

    /// <summary>max|difference| / max|reference|.</summary>
    public double GradientError(string array, Tensor found)
    {
        using var scope = NewDisposeScope();
        var reference = this[array].to(ScalarType.Float64);
        return Error(reference, found) / reference.abs().max().item<double>();
    }

    public void Dispose() => archive.Dispose();

    private static double Error(Tensor reference, Tensor found)
    {
        Assert.Equal(reference.shape, found.shape);
        return (found.detach().to(ScalarType.Float64) - reference).abs().max().item<double>();
    }
}
