using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class TrajectoryTests
{
    private static readonly Step Decay = (state, t) => state * 0.5;

    [Fact]
    public void Run_OfLinearDecay_IsExact()
    {
        using var scope = NewDisposeScope();
        var states = Trajectory.Run(Decay, full([2, 3], 8, ScalarType.Float32), 3);
        Assert.Equal([2, 3, 3], states.shape);
        Assert.Equal([4f, 2f, 1f], states[1, .., 2].data<float>().ToArray());
    }

    [Fact]
    public void Run_GivesTheStepItsIndex()
    {
        using var scope = NewDisposeScope();
        var states = Trajectory.Run((state, t) => state + t, zeros([1, 1]), 4);
        Assert.Equal([0f, 1f, 3f, 6f], states.data<float>().ToArray());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(50)]
    public void Stream_InChunks_EqualsRun(int chunk)
    {
        using var scope = NewDisposeScope();
        Step step = (state, t) => (state * 1.1 + t).sin();
        var start = randn(2, 3);
        var whole = Trajectory.Run(step, start, 10);
        var chunks = Trajectory.Stream(step, start, 10, chunk).ToList();
        Assert.Equal((10 + chunk - 1) / chunk, chunks.Count);
        Assert.Equal(whole.data<float>().ToArray(), cat(chunks, 1).data<float>().ToArray());
        chunks.ForEach(states => states.Dispose());
    }

    [Fact]
    public void Stream_IsLazyAndFreesEverythingWhenLeftEarly()
    {
        using var start = zeros([1, 4]);
        using var ledger = TensorLedger.Start();
        int calls = 0;
        foreach (var states in Trajectory.Stream((state, t) => { calls++; return state + 1; }, start, 1000, 10))
        {
            states.Dispose();
            if (calls >= 30)
            {
                break;
            }
        }

        Assert.Equal(30, calls);
        ledger.RequireBalanced();
    }

    [Fact]
    public void Run_RecordsGradientsOnlyWhenAsked()
    {
        using var scope = NewDisposeScope();
        var start = ones([1, 1]).requires_grad_();
        Assert.False(Trajectory.Run(Decay, start, 3).requires_grad);
        Trajectory.Run(Decay, start, 3, withGradients: true).sum().backward();
        Assert.Equal(0.5f + 0.25f + 0.125f, start.grad!.item<float>());
    }

    [Fact]
    public void Run_OfAStepperThatChangesTheShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => Trajectory.Run((state, t) => state.sum(), ones([2, 3]), 2));
        Assert.Equal("Expected a stepper that keeps the state's shape [2, 3], got [] at step 0. (Parameter 'step')",
            error.Message);
    }

    [Fact]
    public void Steppers_Compose()
    {
        using var scope = NewDisposeScope();
        var mask = tensor(new float[] { 1, 0 });
        var step = Steppers.Masked(Steppers.Clamped(Steppers.Residual((state, t) => state * 2, 0.5), 0, 10), mask);
        var states = Trajectory.Run(step, ones([1, 2]), 5);
        Assert.Equal([2f, 4f, 8f, 10f, 10f], states[0, .., 0].data<float>().ToArray());
        Assert.Equal([1f, 1f, 1f, 1f, 1f], states[0, .., 1].data<float>().ToArray());
    }

    [Fact]
    public void Encoded_RunsInTheSteppersUnits()
    {
        using var scope = NewDisposeScope();
        var step = Steppers.Encoded((state, t) => state + 1, state => state / 10, state => state * 10);
        Assert.Equal(30f, Trajectory.Run(step, full([1, 1], 10, ScalarType.Float32), 2)[0, 1, 0].item<float>());
    }

    [Fact]
    public void Noisy_FollowsItsGenerator()
    {
        using var scope = NewDisposeScope();
        using var one = new Generator(5);
        using var same = new Generator(5);
        var start = zeros([1, 1000]);
        var disturbed = Trajectory.Run(Steppers.Noisy((state, t) => state.alias(), 0.3, one), start, 1);
        var again = Trajectory.Run(Steppers.Noisy((state, t) => state.alias(), 0.3, same), start, 1);
        Assert.Equal(again.data<float>().ToArray(), disturbed.data<float>().ToArray());
        Assert.Equal(0.3, disturbed.std().item<float>(), 0.03);
    }
}
