using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FnoPublishedTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void OneDimension_HasThePublishedOutput(ScalarType dtype) =>
        RequireOutput("plain_fno1d", new FnoOptions { Modes = [16], Padding = 2 }, dtype);

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void ThreeDimensions_HaveThePublishedOutput(ScalarType dtype) =>
        RequireOutput("plain_fno3d", new FnoOptions { Modes = [5, 5, 5], Width = 5, Padding = 6 }, dtype);

    private static void RequireOutput(string name, FnoOptions options, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var published = PublishedOperator.Open(name);
        using var model = new Fno(options);
        published.CopyInto(model);
        model.to(dtype);

        long[] axes = [.. Enumerable.Range(1, options.Modes.Count)];
        long[] first = [0, axes.Length + 1, .. axes];
        long[] last = [0, .. axes.Select(axis => axis + 1), 1];

        var y = model.call(published.Input.to(dtype).permute(first)).permute(last);

        // Outputs are below 1; the published float32 run is that far from float64.
        Assert.True((y - published.Output).abs().max().to(ScalarType.Float64).item<double>() < 5e-7);
    }
}
