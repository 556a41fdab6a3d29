using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class StateSpaceGoldenTests
{
    [Theory]
    [InlineData("G4.1a-mamba-shared-a", true, ScalarType.Float32)]
    [InlineData("G4.1a-mamba-shared-a", true, ScalarType.Float64)]
    [InlineData("G4.1b-mamba-per-channel-a", false, ScalarType.Float32)]
    [InlineData("G4.1b-mamba-per-channel-a", false, ScalarType.Float64)]
    public void Mamba_IsTheReference(string name, bool sharesA, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(name);
        using var model = new Mamba(Sizes(golden) with { SharesA = sharesA });

        var x = RequireForwardAndGradients(golden, model, model.call, dtype);

        using var trace = model.Trace(x);
        golden.RequireOutput("out:y", trace.Output);
        golden.RequireOutput("mid:after_conv", trace.Convolved);
        golden.RequireOutput("mid:scan", trace.Scanned);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void S4_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2e-s4-layer");
        using var model = new S4Layer(new()
        {
            Width = Integer(golden, "d_model"),
            StateSize = Integer(golden, "d_state"),
        });
        RequireForwardAndGradients(golden, model, model.call, dtype);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void TemporalConsistency_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2f-temporal-consistency");
        using var model = new TemporalConsistencySsm(new() { Mamba = Sizes(golden) with { SharesA = true } });
        RequireForwardAndGradients(golden, model, model.call, dtype);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void MotionSsm_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2b-motion-ssm");
        using var model = new MotionSsm(new()
        {
            Mamba = Sizes(golden) with { SharesA = true },
            Layers = Integer(golden, "n_layers"),
        });
        RequireForwardAndGradients(golden, model, model.call, dtype);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void MotionProjector_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2a-motion-projector");
        using var model = new MotionProjector(new()
        {
            MotionDim = Integer(golden, "motion_dim"),
            Width = Integer(golden, "d_model"),
        });
        var x = RequireForwardAndGradients(golden, model, model.call, dtype, "motion", "out:decoded");
        golden.RequireOutput("out:encoded", model.Encode(x));
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void PhysicsSsm_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2c-physics-ssm");
        var options = new PhysicsSsmOptions { Mamba = Sizes(golden) with { SharesA = true } };
        using var model = new PhysicsSsm(options);
        using var plain = new PhysicsSsm(options with { HasResidual = false });
        Weights.Load(plain, golden.Weights);
        plain.to(dtype);
        var physics = golden.Read("in:physics").to(dtype).requires_grad_();

        var x = RequireForwardAndGradients(golden, model, m => model.call(m, physics), dtype);

        golden.RequireGradient("grad:in:physics", physics.grad!);
        using var trace = model.Trace(x, physics);
        golden.RequireOutput("out:y", trace.Output);
        golden.RequireOutput("mid:ssm", trace.Ssm);
        golden.RequireOutput("mid:constraints", trace.Constraints!);
        golden.RequireOutput("mid:gate", trace.Gate!);
        golden.RequireOutput("out:y_without_residual", plain.call(x, physics));
        golden.RequireOutput("out:y_no_physics", model.call(x, null));
    }

    private static MambaOptions Sizes(GoldenCase golden) => new()
    {
        Width = Integer(golden, "d_model"),
        StateSize = Integer(golden, "d_state"),
    };

    private static int Integer(GoldenCase golden, string key) => golden.Configuration.GetProperty(key).GetInt32();

    private static Tensor RequireForwardAndGradients(
        GoldenCase golden,
        nn.Module model,
        Func<Tensor, Tensor> forward,
        ScalarType dtype,
        string input = "x",
        string output = "out:y")
    {
        Weights.Load(model, golden.Weights);
        model.to(dtype);
        var x = golden.Read($"in:{input}").to(dtype).requires_grad_();
        var y = forward(x);
        (y * golden.Read("gout").to(dtype)).sum().backward();
        golden.RequireOutput(output, y);
        golden.RequireGradient($"grad:in:{input}", x.grad!);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.All(
            golden.Configuration.GetProperty("grad_params").EnumerateArray().Select(name => name.GetString()!),
            name => golden.RequireGradient($"grad:{name}", parameters[name].grad!));
        return x;
    }
}
