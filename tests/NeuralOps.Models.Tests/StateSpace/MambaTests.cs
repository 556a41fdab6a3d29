using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class MambaTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void AFreshLayer_StartsAsPublished(bool sharesA)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var model = new Mamba(new() { SharesA = sharesA });
        var weights = model.state_dict();

        Assert.Equal(
            ["A_log", "D", "conv1d.bias", "conv1d.weight", "dt_proj.bias", "dt_proj.weight", "in_proj.weight",
                "out_proj.weight", "x_proj.weight"],
            weights.Keys.Order(StringComparer.Ordinal));
        var expected = arange(1, 33, ScalarType.Float32).log();
        Assert.Equal(sharesA ? [32L] : [512L, 32], weights["A_log"].shape);
        Assert.Equal(0f, (weights["A_log"] - expected).abs().max().item<float>());
        Assert.Equal(1f, weights["D"].min().item<float>());
        Assert.Equal(1f, weights["D"].max().item<float>());

        // 512 draws of a log-uniform step in [0.001, 0.1], through the inverse of softplus.
        var step = nn.functional.softplus(weights["dt_proj.bias"]);
        Assert.InRange(step.min().item<float>(), 0.00099f, 0.0013f);
        Assert.InRange(step.max().item<float>(), 0.08f, 0.1001f);
        Assert.InRange(step.log().mean().item<float>(), Math.Log(0.01) - 0.2, Math.Log(0.01) + 0.2);

        // Uniform in ±1/√16.
        Assert.InRange(weights["dt_proj.weight"].max().item<float>(), 0.245f, 0.25f);
        Assert.InRange(weights["dt_proj.weight"].min().item<float>(), -0.25f, -0.245f);
    }

    [Fact]
    public void TinySteps_StartAtTheSmallest()
    {
        using var scope = NewDisposeScope();
        using var model = new Mamba(new() { Width = 8, StepMin = 1e-6, StepMax = 1e-5 });
        var step = nn.functional.softplus(model.state_dict()["dt_proj.bias"].to(ScalarType.Float64));
        Assert.Equal(1e-4, step.min().item<double>(), 1e-9);
        Assert.Equal(1e-4, step.max().item<double>(), 1e-9);
    }

    [Fact]
    public void ASharedA_IsTheSameForEachChannel()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var options = new MambaOptions { Width = 12, StateSize = 3 };
        random.manual_seed(2);
        using var shared = new Mamba(options with { SharesA = true });
        random.manual_seed(2);
        using var own = new Mamba(options);
        var a = randn(3);
        shared.get_parameter("A_log")!.copy_(a);
        own.get_parameter("A_log")!.copy_(a.expand(24, 3));
        var x = randn(2, 9, 12);

        Assert.True(shared.call(x).equal(own.call(x)).all().item<bool>());
    }

    [Fact]
    public void Options_AreWrittenUnderTheReferencesNames()
    {
        const string Text = """{"d_model":8,"d_state":4,"d_conv":3,"expand":1,"dt_rank":2,"shares_a":true}""";
        var options = OptionsJson.Deserialize<MambaOptions>(Text);

        Assert.Equal(
            new() { Width = 8, StateSize = 4, Kernel = 3, Expand = 1, StepRank = 2, SharesA = true }, options);
        Assert.Equal(options, OptionsJson.Deserialize<MambaOptions>(OptionsJson.Serialize(options)));
        Assert.Equal(new(), OptionsJson.Deserialize<MambaOptions>(OptionsJson.Serialize(new MambaOptions())));
    }

    [Fact]
    public void WrongOptions_AreRefused()
    {
        static void Require(string message, Func<object> make) =>
            Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message);

        Require(
            "Width ('0') must be greater than or equal to '1'. (Parameter 'Width')\nActual value was 0.",
            () => new MambaOptions { Width = 0 });
        Require(
            "Kernel ('1') must be greater than or equal to '2'. (Parameter 'Kernel')\nActual value was 1.",
            () => new MambaOptions { Kernel = 1 });
        Require(
            "StepRank ('0') must be greater than or equal to '1'. (Parameter 'StepRank')\nActual value was 0.",
            () => new MambaOptions { StepRank = 0 });
        Require(
            "StepMin ('0') must be a non-negative and non-zero value. (Parameter 'StepMin')\nActual value was 0.",
            () => new MambaOptions { StepMin = 0 });
    }

    [Fact]
    public void WrongSequencesAndStates_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var model = new Mamba(new() { Width = 8, StateSize = 4 });
        using var wide = new Mamba(new() { Width = 8, StateSize = 5 });
        using var state = model.Start(2);
        using var foreign = wide.Start(2);

        static void Require(string message, Func<object> run) =>
            Assert.Equal(message, Assert.Throws<ArgumentException>(run).Message);

        Require(
            "Expected shape [B, L, D=8], got [2, 3, 7]. (Parameter 'x')", () => model.call(zeros(2, 3, 7)));
        Require(
            "Expected at least one frame, got shape [2, 0, 8]. (Parameter 'x')",
            () => model.Continue(zeros(2, 0, 8), state));
        Require(
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')",
            () => model.call(zeros([2, 3, 8], ScalarType.Float64)));
        Require(
            "Expected a state of conv [3, 16], scan [16, 4] for a batch of 3, "
            + "got one of conv [3, 16], scan [16, 4] for a batch of 2. (Parameter 'state')",
            () => model.Continue(zeros(3, 1, 8), state));
        Require(
            "Expected a state of conv [3, 16], scan [16, 4] for a batch of 2, "
            + "got one of conv [3, 16], scan [16, 5] for a batch of 2. (Parameter 'state')",
            () => model.Continue(zeros(2, 1, 8), foreign));
        Assert.Equal(
            "batch ('0') must be greater than or equal to '1'. (Parameter 'batch')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => model.Start(0)).Message);
    }
}
