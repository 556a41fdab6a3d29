using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class UAfnoGoldenTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Tiny_HasTheReferencesOutputsAndGradients(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G2.1-uafno-tiny");
        using var model = Load(golden, dtype);
        var x = golden.Read("in:x").to(dtype).requires_grad_();

        using var trace = model.Trace(x);
        (trace.Output * golden.Read("gout").to(dtype)).sum().backward();

        golden.RequireOutput("out:y", trace.Output);
        golden.RequireOutput("out:y", model.call(x));
        golden.RequireOutput("mid:bottleneck_before_afno", trace.Levels[0]);
        golden.RequireOutput("mid:afno0_spectral", trace.Mixed[0]);
        golden.RequireOutput("mid:afno0", trace.Levels[1]);
        golden.RequireOutput("out:bottleneck", trace.Levels[2]);
        golden.RequireOutput("mid:skip_1", trace.Skips[1]);
        golden.RequireGradient("grad:in:x", x.grad!);
        Assert.Equal(6, RequireGradients(golden, "", model));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Features_AreThoseOfTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G2.1-uafno-tiny");
        using var model = Load(golden, dtype);

        using var features = model.Features(golden.Read("in:x").to(dtype));

        golden.RequireOutput("out:bottleneck", features.Bottleneck);
        golden.RequireOutput("mid:skip_1", features.Skips[1]);
        Assert.Equal([2, 16, 32, 32], features.Skips[0].shape);
        Assert.Equal(2, features.Skips.Count);
    }

    [Fact]
    public void TrainAt_GivesTheReferencesGradientsOfTheModesTaken()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G2.1-uafno-tiny");
        var layout = Options(golden) with { Modes = 10 };
        using var narrow = Load(golden, ScalarType.Float64);
        using var model = new UAfno(layout).to(ScalarType.Float64);
        CopyInto(model, narrow);
        model.TrainAt(32, 32); // the bottleneck's 8x8 cells hold 8x5 of the 10x10 modes
        var leaves = TrainableParameters.Of(model).ToDictionary(leaf => leaf.Name, leaf => leaf.Leaf);
        var x = golden.Read("in:x").to(ScalarType.Float64);

        (model.call(x) * golden.Read("gout").to(ScalarType.Float64)).sum().backward();

        golden.RequireOutput("out:y", model.call(x));
        Tensor GradientOf(string name) => leaves[$"{name}[active]"].grad!;
        Assert.Equal([32, 32, 8, 5], GradientOf("bottleneck.0.spectral.weights_real").shape);
        golden.RequireGradient(
            "grad:bottleneck.0.spectral.weights_real",
            GradientOf("bottleneck.0.spectral.weights_real")[.., .., ..4, ..4]);
        golden.RequireGradient(
            "grad:bottleneck.1.spectral.weights_imag",
            GradientOf("bottleneck.1.spectral.weights_imag")[.., .., ..4, ..4]);
        Assert.Equal(model.named_parameters().Count(), leaves.Count);
        Assert.All(
            model.named_parameters().Where(p => p.name.Contains("spectral.weights", StringComparison.Ordinal)),
            p => Assert.Null(p.parameter.grad));
    }

    private static UAfnoOptions Options(GoldenCase golden)
    {
        string[] others = ["batch", "height", "width", "grad_params"];
        var layout = golden.Configuration.EnumerateObject().Where(entry => !others.Contains(entry.Name))
            .ToDictionary(entry => entry.Name, entry => entry.Value);
        return OptionsJson.Deserialize<UAfnoOptions>(JsonSerializer.Serialize(layout));
    }

    private static UAfno Load(GoldenCase golden, ScalarType dtype)
    {
        var model = new UAfno(Options(golden));
        Weights.Load(model, golden.Weights);
        model.to(dtype);
        model.eval();
        return model;
    }

    private static int RequireGradients(GoldenCase golden, string variant, nn.Module model)
    {
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        string[] names = [.. golden.Configuration.GetProperty("grad_params").EnumerateArray()
            .Select(name => name.GetString()!)];
        Assert.All(names, name => golden.RequireGradient($"{variant}grad:{name}", parameters[name].grad!));
        return names.Length;
    }

    /// <summary>All weights of a network with fewer modes; the further modes get zeros.</summary>
    private static void CopyInto(UAfno model, UAfno narrow)
    {
        using var quiet = no_grad();
        var source = narrow.state_dict();
        foreach (var (name, target) in model.state_dict())
        {
            var value = source[name];
            if (value.shape.AsSpan().SequenceEqual(target.shape))
            {
                target.copy_(value);
                continue;
            }

            target.zero_();
            target[.., .., ..4, ..4].copy_(value);
        }
    }
}
