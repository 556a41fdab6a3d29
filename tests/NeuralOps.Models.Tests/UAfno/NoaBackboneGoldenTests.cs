using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class NoaBackboneGoldenTests
{
    private const int Steps = 16;
    private const int Window = 4;

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Rollout_HasTheReferencesStates(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G2.2-noa-rollout");
        using var model = Load(golden, dtype);
        using var quiet = no_grad();

        var trajectory = model.Rollout(golden.Read("in:u0").to(dtype), Steps);

        golden.RequireOutput("out:trajectory", trajectory);
        golden.RequireOutput("out:final_state", trajectory.select(1, Steps));
    }

    [Theory]
    [InlineData("tbptt", ScalarType.Float32)]
    [InlineData("tbptt", ScalarType.Float64)]
    [InlineData("full", ScalarType.Float32)]
    [InlineData("full", ScalarType.Float64)]
    public void BackPropagation_HasTheReferencesGradients(string variant, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G2.2-noa-rollout");
        using var model = Load(golden, dtype);
        bool truncates = variant == "tbptt";
        var start = golden.Read("in:u0").to(dtype);
        using (no_grad())
        {
            start = truncates ? model.Rollout(start, Steps - Window, allSteps: false) : start;
        }

        start.requires_grad_();
        var states = model.Rollout(start, Window);
        var target = golden.Read("in:target").to(dtype).narrow(1, truncates ? Steps - Window + 1 : 1, Window);
        var loss = (states.narrow(1, 1, Window) - target).square().mean();
        loss.backward();

        golden.RequireOutput($"{variant}/out:loss", loss);
        if (truncates)
        {
            golden.RequireOutput("tbptt/out:window_states", states);
        }
        else
        {
            golden.RequireGradient("full/grad:in:u0", start.grad!);
        }

        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        string[] names = [.. golden.Configuration.GetProperty("grad_params").EnumerateArray()
            .Select(name => name.GetString()!)];
        Assert.Equal(4, names.Length);
        Assert.All(names, name => golden.RequireGradient($"{variant}/grad:{name}", parameters[name].grad!));
    }

    private static NoaBackbone Load(GoldenCase golden, ScalarType dtype)
    {
        string[] others =
        [
            "batch", "height", "width", "grad_params", "update_mode", "residual_scale", "steps", "window", "full_steps",
        ];
        var layout = golden.Configuration.EnumerateObject().Where(entry => !others.Contains(entry.Name))
            .ToDictionary(entry => entry.Name, entry => entry.Value);
        var model = new NoaBackbone(new NoaOptions
        {
            Operator = OptionsJson.Deserialize<UAfnoOptions>(JsonSerializer.Serialize(layout)),
            ResidualScale = golden.Configuration.GetProperty("residual_scale").GetDouble(),
        });
        Weights.Load(model, golden.Weights);
        model.to(dtype);
        model.eval();
        return model;
    }
}
