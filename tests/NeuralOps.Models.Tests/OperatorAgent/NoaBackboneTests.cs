using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class NoaBackboneTests
{
    private const double Rounding = 1e-12; // float64, a few operations

    [Fact]
    public void Response_UndoesTheUpdateThatMadeTheTrajectory()
    {
        using var scope = NewDisposeScope();
        var response = randn([3, 1, 2, 8, 8], dtype: ScalarType.Float64);
        var u = randn([3, 1, 2, 8, 8], dtype: ScalarType.Float64);
        var shares = tensor(new[] { 1, 0.01, 0.5, 0.5, 0, 1 }, [3, 2]);
        var (a, b) = (shares.narrow(1, 0, 1).view(-1, 1, 1, 1, 1), shares.narrow(1, 1, 1).view(-1, 1, 1, 1, 1));
        var found = NoaBackbone.Response(cat([u, (a * u) + (b * response)], 1), shares);
        Assert.True((found - response).abs().max().ToDouble() < 1e-11); // divided by 0.01
    }

    [Fact]
    public void Untrained_InResponseMode_HoldsTheResponse()
    {
        using var scope = NewDisposeScope();
        using var noa = Make(StepMode.Response);
        var trajectory = randn([2, 3, 1, 16, 16], dtype: ScalarType.Float64);
        var shares = tensor(new[] { 1, 0.01, 0.5, 0.5 }, [2, 2]);
        var state = noa.StateOf(trajectory, 2, shares);
        var rollout = noa.Rollout(state, 3);
        var (a, b) = (shares.narrow(1, 0, 1).view(-1, 1, 1, 1), shares.narrow(1, 1, 1).view(-1, 1, 1, 1));
        var held = trajectory.select(1, 2) - (a * trajectory.select(1, 1)); // b·r
        var u = trajectory.select(1, 2);
        for (int t = 1; t <= 3; t++)
        {
            u = (a * u) + held;
            Assert.True((rollout.select(1, t) - u).abs().max().ToDouble() < Rounding * 100, $"step {t}");
        }
    }

    [Theory]
    [InlineData(StepMode.Residual)]
    [InlineData(StepMode.Direct)]
    [InlineData(StepMode.Response)]
    public void Step_IsTheFormOfItsMode(StepMode mode)
    {
        using var scope = NewDisposeScope();
        using var noa = Make(mode);
        Disturb(noa);
        var state = randn([2, noa.Options.StateChannels(1), 16, 16], dtype: ScalarType.Float64);
        var output = noa.Operator.call(state);
        var (u, next) = (state.narrow(1, 0, 1), noa.call(state));
        if (mode == StepMode.Response)
        {
            var (r, a, b) = (state.narrow(1, 1, 1) + output, state.narrow(1, 2, 1), state.narrow(1, 3, 1));
            Close(cat([(a * u) + (b * r), r, a, b], 1), next);
        }
        else
        {
            Close(mode == StepMode.Direct ? output : u + (0.1 * output), next);
        }
    }

    [Fact]
    public void Rollout_RepeatsTheStepAndItsRealisations()
    {
        using var scope = NewDisposeScope();
        using var noa = Make(StepMode.Residual);
        var u = randn([2, 1, 16, 16], dtype: ScalarType.Float64);
        var all = noa.Rollout(u, 3, realizations: 2);
        Assert.Equal([2, 2, 4, 1, 16, 16], all.shape);
        Close(u, all.select(1, 1).select(1, 0));
        var state = u;
        for (int t = 1; t <= 3; t++)
        {
            state = noa.call(state);
            Close(state, all.select(1, 0).select(1, t));
            Close(state, all.select(1, 1).select(1, t));
        }

        Close(state, noa.Rollout(u, 3, allSteps: false));
    }

    [Theory]
    [InlineData(StepMode.Residual)]
    [InlineData(StepMode.Response)]
    public void Rollout_GivesEveryParameterAGradientAndLeaksNothing(StepMode mode)
    {
        using var noa = Make(mode);
        Disturb(noa);
        using var state = randn([2, noa.Options.StateChannels(1), 16, 16], dtype: ScalarType.Float64);
        using (no_grad())
        {
            noa.Rollout(state, 2).Dispose(); // what is made once is there now
            long before = LiveTensors.Settled();
            noa.Rollout(state, 2).Dispose();
            Assert.Equal(before, LiveTensors.Settled());
        }

        using var scope = NewDisposeScope();
        noa.Rollout(state, 2).square().mean().backward();
        Assert.All(
            noa.named_parameters(),
            entry => Assert.True(entry.parameter.grad is { } g && g.abs().max().ToDouble() > 0, entry.name));
    }

    [Fact]
    public void OtherChannels_AreRefused()
    {
        var options = new NoaOptions { Mode = StepMode.Response };
        var error = Assert.Throws<ArgumentException>(() => new NoaBackbone(options));
        Assert.Equal(
            "Expected an operator from 4 to 1 channels for a Response step, got one from 1. (Parameter 'options')",
            error.Message);
    }

    [Fact]
    public void StateOf_BeforeAResponseWasObserved_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var noa = Make(StepMode.Response);
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => noa.StateOf(zeros([1, 2, 1, 16, 16], dtype: ScalarType.Float64), 0, ones([1, 2])));
        Assert.Equal("frame", error.ParamName);
    }

    private static NoaBackbone Make(StepMode mode)
    {
        manual_seed(5);
        var options = new NoaOptions { Mode = mode };
        var noa = new NoaBackbone(options with
        {
            Operator = new UAfnoOptions
            {
                InChannels = options.StateChannels(1),
                BaseChannels = 4,
                EncoderLevels = 1,
                Modes = 3,
                AfnoBlocks = 1,
                BlocksPerLevel = 1,
            },
        });
        noa.to(ScalarType.Float64);
        return noa;
    }

    // Away from the zeros of the last layer, and from spectral weights too small to matter.
    private static void Disturb(NoaBackbone noa)
    {
        using var quiet = no_grad();
        foreach (var parameter in noa.parameters())
        {
            using var noise = randn_like(parameter);
            parameter.add_(noise, alpha: 0.1);
        }
    }

    private static void Close(Tensor expected, Tensor actual)
    {
        double scale = Math.Max(1, expected.abs().max().ToDouble());
        Assert.True((expected - actual).abs().max().ToDouble() <= Rounding * scale);
    }
}
