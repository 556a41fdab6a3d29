using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class PhysicsMotionModelTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Model_DecodesAsTheReference_UnderItsPrefixes(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2g-physics-training-loss");
        using var model = new PhysicsMotionModel(OptionsJson.Deserialize<PhysicsMotionOptions>(
            """{"motion_dim":40,"d_physics":64,"n_layers":1,"mamba":{"d_model":24,"d_state":6,"shares_a":true}}"""));
        Weights.Load(model, golden.Weights);
        model.to(dtype);

        golden.RequireOutput(
            "out:decoded", model.call(golden.Read("in:motion").to(dtype), golden.Read("in:physics").to(dtype)));
    }

    [Fact]
    public void WithoutPhysics_TheGatedModelPassesTheMotionsPart()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var gated = CausalModel.System(PhysicsMotionVariant.Gated);
        using var plain = CausalModel.System(PhysicsMotionVariant.NoPhysics);
        var shared = gated.state_dict();
        foreach (var (name, value) in plain.state_dict())
        {
            value.copy_(shared[name]);
        }

        var (motion, physics) = (randn(2, 6, CausalModel.MotionDim), randn(2, 6, CausalModel.PhysicsDim));

        Assert.True(gated.call(motion, null).equal(plain.call(motion, null)).all().item<bool>());
        Assert.True(plain.call(motion, physics).equal(plain.call(motion, null)).all().item<bool>());
        Assert.True((gated.call(motion, physics) - gated.call(motion, null)).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void ASum_IsTheGateHeldHalfOpen_TwiceOver()
    {
        // With a gate of 1/2 the two parts stand at half their size, o = (s + c) / 2.
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var options = new PhysicsSsmOptions { Mamba = new() { Width = 8 }, PhysicsDim = 5, HasResidual = false };
        using var gate = new PhysicsSsm(options);
        using var sum = new PhysicsSsm(options with { Fusion = PhysicsFusion.Sum });
        gate.get_parameter("physics_gate.0.weight")!.zero_();
        gate.get_parameter("physics_gate.0.bias")!.zero_();
        var shared = gate.state_dict();
        foreach (var (name, value) in sum.state_dict())
        {
            value.copy_(shared[name]);
        }

        var (motion, physics) = (randn(2, 6, 8), randn(2, 6, 5));

        Assert.True((sum.call(motion, physics) - (gate.call(motion, physics) * 2)).abs().max().item<float>() < 1e-6f);
    }

    [Fact]
    public void TheParts_AreThoseOfTheModel()
    {
        using var gated = CausalModel.System(PhysicsMotionVariant.Gated);
        using var transformer = CausalModel.System(PhysicsMotionVariant.Transformer);
        string[] parts = ["projector.", "motion_ssm.", "physics_ssm."];

        string[] names =
        [
            .. gated.Projector.state_dict().Keys.Select(key => $"projector.{key}"),
            .. gated.MotionSsm!.state_dict().Keys.Select(key => $"motion_ssm.{key}"),
            .. gated.PhysicsSsm!.state_dict().Keys.Select(key => $"physics_ssm.{key}"),
        ];

        Assert.Equal(names.Order(StringComparer.Ordinal), gated.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Null(transformer.MotionSsm);
        Assert.Null(transformer.PhysicsSsm);
        Assert.Equal(
            ["motion_ssm.layers.0.conv", "motion_ssm.layers.0.scan", "motion_ssm.layers.1.conv",
                "motion_ssm.layers.1.scan", "physics_ssm.ssm.conv", "physics_ssm.ssm.scan"],
            gated.States.Select(state => state.Name));
        Assert.Equal(
            ["transformer.layers.0.keys", "transformer.layers.0.values"],
            transformer.States.Take(2).Select(state => state.Name));
    }

    [Fact]
    public void Options_SurviveAFile()
    {
        var options = new PhysicsMotionOptions
        {
            MotionDim = 263,
            Variant = PhysicsMotionVariant.Transformer,
            Mamba = new() { Width = 64, SharesA = true },
            HasResidual = false,
            Dropout = 0.1,
            Heads = 8,
        };
        Assert.Equal(options, OptionsJson.Deserialize<PhysicsMotionOptions>(OptionsJson.Serialize(options)));
    }

    [Fact]
    public void WrongInputsAndOptions_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var model = CausalModel.System(PhysicsMotionVariant.Gated);
        using var state = model.Start();
        var (motion, physics) = (zeros(1, 3, 7), zeros(1, 3, 5));

        static void Require(string message, Func<object> run) =>
            Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(run).Message);

        Require(
            "Expected shape [B, L, M=7], got [1, 3, 8]. (Parameter 'motion')",
            () => model.call(zeros(1, 3, 8), physics));
        Require(
            "Expected shape [B=1, L=3, P=5], got [1, 4, 5]. (Parameter 'physics')",
            () => model.Continue(motion, zeros(1, 4, 5), state));
        Require(
            "Expected dtype Float32 as the motion has, got Float64. (Parameter 'physics')",
            () => model.call(motion, physics.to(ScalarType.Float64)));
        Require(
            "Expected a width that is a multiple of the 3 heads, got 256. (Parameter 'options')",
            () => new PhysicsMotionModel(new() { Variant = PhysicsMotionVariant.Transformer, Heads = 3 }));
        Require(
            "Dropout ('1') must be less than '1'. (Parameter 'Dropout')\nActual value was 1.",
            () => new PhysicsMotionOptions { Dropout = 1 });
    }
}
