using NeuralOps.Core;
using NeuralOps.Losses;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class RolloutObjectiveTests
{
    // From the case: float32 noise of the reference itself is 4e-6 (outputs) and 2e-5 (gradients).
    private const double OutputTolerance = 5e-5;
    private const double GradientTolerance = 2e-4;

    private static readonly UnetOptions Layout = new()
    {
        BaseChannels = 4,
        Depth = 2,
        Norm = Normalization.Batch,
        Activation = Activation.Gelu,
        Upsample = Upsampling.Bilinear,
        Downsample = Downsampling.Stride,
        PaddingMode = PaddingModes.Replicate,
        UseResidual = true,
    };

    private static readonly FluidLoss Loss = new(new FluidLossOptions
    {
        DivergenceWeight = 0.01,
        GradientWeight = 0.02,
        EmitterWeight = 0.05,
        Stencil = new Stencil { Spacing = 0.125 },
    });

    public static TheoryData<string, string> Cases => new()
    {
        { "compat_shift", "weighted" }, { "compat_shift", "final_only" }, { "compat_shift", "truncated" },
        { "correct_shift", "weighted" }, { "correct_shift", "final_only" }, { "correct_shift", "truncated" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Evaluate_OfTheReferenceFluid_AgreesWithItsNumbers(string shift, string variant)
    {
        using var scope = NewDisposeScope();
        using var golden = new Golden("G0.4-fluidnet-rollout");
        using var stepper = new FluidStepper(new Unet(Layout), FluidStepperOptions.Absolute with
        {
            Shift = shift == "compat_shift" ? FluidShift.Prediction : FluidShift.PreviousDensity,
        });
        Weights.Load(stepper.Network, golden.Weights);
        stepper.eval();
        var start = golden["in:x0"].requires_grad_();
        var (targets, masks) = (golden["in:y_seq"], golden["in:masks"]);
        Tensor? last = null;
        var options = new RolloutOptions
        {
            Horizon = 3,
            WeightDecay = 1.1,
            FinalStepOnly = variant == "final_only",
            Truncation = variant == "truncated" ? GradientTruncation.Window : GradientTruncation.None,
        };
        var terms = RolloutObjective.Evaluate(
            (state, t) => stepper.Step(state, masks, t),
            start.narrow(1, 0, 4),
            (prediction, previous, k) =>
            {
                last = prediction.narrow(1, 0, 3).detach().MoveToOtherDisposeScope(scope);
                return Loss.Of(
                    prediction.narrow(1, 0, 3), targets.select(1, k), previous.narrow(1, 0, 1), masks.select(1, k));
            },
            options);
        terms.Total.backward();

        string prefix = $"{shift}/{variant}";
        Assert.InRange(golden.OutputError($"{prefix}/out:loss", terms.Total), 0, OutputTolerance);
        Assert.InRange(golden.OutputError($"{prefix}/out:final_prediction", last!), 0, OutputTolerance);
        foreach ((string name, var part) in terms.Parts)
        {
            Assert.InRange(golden.OutputError($"{prefix}/out:loss_{name}", part), 0, OutputTolerance);
        }

        Assert.InRange(golden.GradientError($"{prefix}/grad:in:x0", start.grad!), 0, GradientTolerance);
        var parameters = stepper.Network.named_parameters().ToDictionary();
        foreach (string name in (string[])
            ["stem.weight", "downs.0.block.c1.weight", "mid.0.b.n1.weight", "ups.1.block.c2.weight", "head.bias"])
        {
            Assert.InRange(golden.GradientError($"{prefix}/grad:{name}", parameters[name].grad!), 0, GradientTolerance);
        }
    }

    [Fact]
    public void Evaluate_OfOneStep_IsThePlainLossBitForBit()
    {
        using var scope = NewDisposeScope();
        var (u, target) = (randn(3, 5), randn(3, 5));
        Step step = (state, t) => state.sin();
        var terms =
            RolloutObjective.Evaluate(step, u, (p, s, k) => Mse(p, target), new RolloutOptions { WeightDecay = 1.3 });
        Assert.Equal((u.sin() - target).square().mean().item<float>(), terms.Total.item<float>());
    }

    [Theory]
    [InlineData(GradientTruncation.None, 1, 1 + 2 * 1.1 * 1.1 + 3 * 1.1 * 1.1 * 1.21)]
    [InlineData(GradientTruncation.Window, 1, 1 + 1.1 * 1.1 + 1.21 * 1.21)]
    [InlineData(GradientTruncation.Window, 2, 1 + 2 * 1.1 * 1.1 + 1.21 * 1.21)]
    [InlineData(GradientTruncation.AllButLast, 1, 1.21 * 1.21)]
    public void Evaluate_CutsTheGradientWhereAsked(GradientTruncation truncation, int window, double expected)
    {
        // u_k = w^k u_0 and L_k = u_{k+1}: the gradient of step k through j kept steps is j w^k, at w = 1.1
        // and with weight 1.1^k.
        using var scope = NewDisposeScope();
        var w = tensor(1.1).requires_grad_();
        var options = new RolloutOptions { Horizon = 3, Truncation = truncation, Window = window };
        var terms =
            RolloutObjective.Evaluate((state, t) => state * w, ones([1], ScalarType.Float64), Identity, options);
        terms.Total.backward();
        Assert.Equal(expected / (1 + 1.1 + 1.21), w.grad!.item<double>(), 1e-12);
    }

    [Fact]
    public void Pushforward_TrainsTheLastStepFromWhereTheModelLeads()
    {
        using var scope = NewDisposeScope();
        var w = tensor(2.0).requires_grad_();
        var terms = RolloutObjective.Evaluate(
            (state, t) => state * w, ones([1], ScalarType.Float64), Identity, RolloutOptions.Pushforward(3));
        terms.Total.backward();
        Assert.Equal(8, terms.Total.item<double>());
        Assert.Equal(4, w.grad!.item<double>());
    }

    [Fact]
    public void Evaluate_WithNoise_FollowsTheGenerator()
    {
        using var scope = NewDisposeScope();
        Tensor Once(NoisePlace place, ulong seed)
        {
            using var generator = new Generator(seed);
            var options = new RolloutOptions { Horizon = 2, NoiseDeviation = 0.1, NoisePlace = place };
            return RolloutObjective.Evaluate(
                (state, t) => state.alias(), zeros([64]), (p, s, k) => Mse(p, zeros([64])), options, generator).Total;
        }

        Assert.Equal(Once(NoisePlace.InitialState, 1).item<float>(), Once(NoisePlace.InitialState, 1).item<float>());
        Assert.NotEqual(Once(NoisePlace.InitialState, 1).item<float>(), Once(NoisePlace.InitialState, 2).item<float>());
        Assert.True(Once(NoisePlace.EveryState, 1).item<float>() > Once(NoisePlace.InitialState, 1).item<float>());
    }

    [Fact]
    public void Evaluate_WithNoiseButNoGenerator_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => RolloutObjective.Evaluate(
            (state, t) => state, zeros([1]), Identity, new RolloutOptions { NoiseDeviation = 0.5 }));
        Assert.Equal(
            "Expected a generator for noise of deviation 0.5, got none. (Parameter 'generator')", error.Message);
    }

    [Fact]
    public void Evaluate_LeavesNoTensors()
    {
        using var start = ones([4, 4]);
        using var w = tensor(1.1f).requires_grad_();
        using var ledger = TensorLedger.Start();
        using (var terms = RolloutObjective.Evaluate(
            (state, t) => state * w, start, (p, s, k) => Mse(p, s), new RolloutOptions { Horizon = 5 }))
        {
            terms.Total.backward();
        }

        ledger.RequireBalanced();
    }

    private static LossTerms Identity(Tensor prediction, Tensor previous, int k) =>
        new(prediction.sum(), new Dictionary<string, Tensor>());

    private static LossTerms Mse(Tensor prediction, Tensor target)
    {
        var error = (prediction - target).square().mean();
        return new LossTerms(error, new Dictionary<string, Tensor> { ["mse"] = error.alias() });
    }
}
