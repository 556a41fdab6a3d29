using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FluidStepperTests
{
    private static readonly UnetOptions Tiny = new() { BaseChannels = 4, Depth = 1, UseResidual = true };

    [Fact]
    public void UntrainedResidualStep_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var stepper = FluidStepper.Create(Tiny, FluidStepperOptions.Residual);
        var state = State(2, 8, 12);

        var next = stepper.Step(state, rand(2, 2, 8, 12));

        Assert.True(next.narrow(1, 0, 3).equal(state.narrow(1, 0, 3)).all().item<bool>());
        Assert.True(next.narrow(1, 3, 1).equal(state.narrow(1, 0, 1)).all().item<bool>());
    }

    [Fact]
    public void UntrainedLeakyStep_CarriesDensityAndAShareOfTheVelocity_OutsideColliders()
    {
        using var scope = NewDisposeScope();
        using var stepper = FluidStepper.Create(Tiny, FluidStepperOptions.Leaky);
        var state = State(1, 8, 8);
        var masks = (rand(1, 2, 8, 8) > 0.5).to(ScalarType.Float32);
        var free = 1 - masks.narrow(1, 1, 1);

        var next = stepper.Step(state, masks);

        Assert.True(next.narrow(1, 0, 1).equal(state.narrow(1, 0, 1) * free).all().item<bool>());
        var velocity = state.narrow(1, 1, 2) * 0.8 * free;
        Assert.True((next.narrow(1, 1, 2) - velocity).abs().max().item<float>() < 1e-7); // one rounding
    }

    [Fact]
    public void TrainedStep_StaysInRange_AndOutOfColliders()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        using var stepper = Trained(FluidStepperOptions.Leaky);
        var masks = (rand(1, 2, 16, 16) > 0.7).to(ScalarType.Float32);
        var state = State(1, 16, 16);
        for (int k = 0; k < 5; k++)
        {
            state = stepper.Step(state, masks, k);
        }

        Assert.InRange(state.narrow(1, 0, 1).min().item<float>(), 0, 1);
        Assert.InRange(state.narrow(1, 1, 2).abs().max().item<float>(), 0, 1);
        Assert.Equal(0f, (state.narrow(1, 0, 3) * masks.narrow(1, 1, 1)).abs().max().item<float>());
        Assert.True(state.std().item<float>() > 0.01f);
    }

    [Fact]
    public void Masks_AreIndexedByStep()
    {
        using var scope = NewDisposeScope();
        using var stepper = Trained(FluidStepperOptions.Absolute);
        var state = State(2, 8, 8);
        var masks = rand([2, 3, 2, 8, 8]);

        for (int k = 0; k < 3; k++)
        {
            Assert.True(
                stepper.Step(state, masks, k).equal(stepper.Step(state, masks.select(1, k))).all().item<bool>());
        }
    }

    [Fact]
    public void PredictionShift_RepeatsTheNewDensity()
    {
        using var scope = NewDisposeScope();
        using var stepper = Trained(FluidStepperOptions.Absolute with { Shift = FluidShift.Prediction });

        var next = stepper.Step(State(1, 8, 8), rand(1, 2, 8, 8));

        Assert.True(next.narrow(1, 3, 1).equal(next.narrow(1, 0, 1)).all().item<bool>());
    }

    [Fact]
    public void AbsoluteStep_IsTheNetworksOutput()
    {
        using var scope = NewDisposeScope();
        using var stepper = Trained(FluidStepperOptions.Absolute);
        var x = rand(2, 6, 8, 8);

        Assert.True(stepper.call(x).equal(stepper.Network.call(x)).all().item<bool>());
        Assert.Contains("network.stem.weight", stepper.state_dict().Keys);
        Assert.Contains("stem.weight", stepper.Network.state_dict().Keys);
    }

    [Fact]
    public void Steps_LeaveNoTensors()
    {
        using var stepper = FluidStepper.Create(Tiny, FluidStepperOptions.Leaky);
        using var quiet = no_grad();
        using var state = State(1, 8, 8);
        using var masks = rand([1, 4, 2, 8, 8]);
        using var ledger = TensorLedger.Start();

        for (int k = 0; k < 1000; k++)
        {
            using var next = stepper.Step(state, masks, k % 4);
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Step_RefusesOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var stepper = FluidStepper.Create(Tiny, FluidStepperOptions.Residual);
        using var pooled = FluidStepper.Create(
            Tiny with { Downsample = Downsampling.AvgPool }, FluidStepperOptions.Residual);
        var state = State(1, 8, 8);

        RequireRefusal(
            () => stepper.Step(rand(1, 3, 8, 8), rand(1, 2, 8, 8)),
            "Expected shape [B, C=4, H, W], got [1, 3, 8, 8]. (Parameter 'state')");
        RequireRefusal(
            () => stepper.Step(state, rand(1, 2, 8, 6)),
            "Expected shape [B=1, C=2, H=8, W=8], got [1, 2, 8, 6]. (Parameter 'masks')");
        RequireRefusal(
            () => stepper.Step(state, rand([1, 5, 3, 8, 8])),
            "Expected shape [B=1, K, C=2, H=8, W=8], got [1, 5, 3, 8, 8]. (Parameter 'masks')");
        RequireRefusal(
            () => pooled.call(rand(1, 6, 9, 8)),
            "Expected shape [B=1, C=3, H=9, W=8], got [1, 3, 8, 8]. (Parameter 'network output')");
        Assert.Equal(
            "k ('3') must be less than '3'. (Parameter 'k')\nActual value was 3.",
            Assert.Throws<ArgumentOutOfRangeException>(() => stepper.Step(state, rand([1, 3, 2, 8, 8]), 3)).Message);
    }

    [Fact]
    public void Constructor_RefusesNetworksThatCannotStep()
    {
        using var other = new Unet(Tiny with { OutChannels = 4 });
        using var clamped = new Unet(Tiny);

        RequireRefusal(
            () => new FluidStepper(other, FluidStepperOptions.Absolute),
            "Expected a network from 6 to 3 channels, got 6 to 4. (Parameter 'network')");
        RequireRefusal(
            () => new FluidStepper(clamped, FluidStepperOptions.Leaky),
            "Expected a network without output activation, because its output is added to the state, got LinearClamp. "
            + "(Parameter 'network')");
        Assert.Throws<ArgumentOutOfRangeException>(() => new FluidStepperOptions { DensityCarry = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new FluidStepperOptions { VelocityCarry = -0.1 });
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static Tensor State(long batch, long height, long width)
    {
        using var scope = NewDisposeScope();
        return cat(
            [rand(batch, 1, height, width), (2 * rand(batch, 2, height, width)) - 1, rand(batch, 1, height, width)], 1)
            .MoveToOuterDisposeScope();
    }

    private static FluidStepper Trained(FluidStepperOptions options)
    {
        var stepper = FluidStepper.Create(Tiny, options);
        stepper.eval();
        using var quiet = no_grad();
        foreach (var parameter in stepper.parameters())
        {
            using var noise = 0.3 * randn(parameter.shape);
            parameter.add_(noise);
        }

        return stepper;
    }
}
