using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class UnetGoldenTests
{
    private const string Small = "G0.1-fluidnet-unet-small";
    private const string Medium = "G0.2-fluidnet-unet-medium";

    [Theory]
    [InlineData(Small, ScalarType.Float32)]
    [InlineData(Small, ScalarType.Float64)]
    [InlineData(Medium, ScalarType.Float32)]
    [InlineData(Medium, ScalarType.Float64)]
    public void Evaluation_HasTheReferencesOutputsAndGradients(string name, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(name);
        using var unet = Load(golden, dtype);
        unet.eval();
        var x = golden.Read("in:x").to(dtype).requires_grad_();

        using var trace = unet.Trace(x);
        (trace.Output * golden.Read("gout").to(dtype)).sum().backward();

        golden.RequireOutput("out:y", trace.Output);
        golden.RequireOutput("out:y", unet.call(x));
        golden.RequireOutput("mid:bottleneck", trace.Bottleneck);
        golden.RequireOutput("mid:head", trace.Head);
        golden.RequireGradient("grad:in:x", x.grad!);
        var parameters = unet.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var checkedNames = golden.Configuration.GetProperty("grad_params").EnumerateArray()
            .Select(n => n.GetString()!).ToArray();
        Assert.Equal(6, checkedNames.Length);
        Assert.All(checkedNames, parameter => golden.RequireGradient($"grad:{parameter}", parameters[parameter].grad!));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Training_HasTheReferencesOutputAndRunningStatistics(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Small);
        using var unet = Load(golden, dtype);

        var y = unet.call(golden.Read("in:x").to(dtype));

        golden.RequireOutput("out:train_y", y);
        var buffers = unet.named_buffers().ToDictionary(b => b.name, b => b.buffer);
        foreach (var norm in golden.Configuration.GetProperty("bn_probe").EnumerateArray())
        {
            golden.RequireOutput($"out:train_running_mean:{norm}", buffers[$"{norm}.running_mean"]);
            golden.RequireOutput($"out:train_running_var:{norm}", buffers[$"{norm}.running_var"]);
        }
    }

    private static Unet Load(GoldenCase golden, ScalarType dtype)
    {
        string[] others = ["batch", "height", "width", "grad_params", "bn_probe"];
        var layout = golden.Configuration.EnumerateObject().Where(entry => !others.Contains(entry.Name))
            .ToDictionary(entry => entry.Name, entry => entry.Value);
        var unet = new Unet(OptionsJson.Deserialize<UnetOptions>(JsonSerializer.Serialize(layout)));
        Weights.Load(unet, golden.Weights);
        unet.to(dtype);
        return unet;
    }
}
