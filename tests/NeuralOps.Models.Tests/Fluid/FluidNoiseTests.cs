using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FluidNoiseTests
{
    [Fact]
    public void SameStream_GivesTheSameNoise()
    {
        using var scope = NewDisposeScope();
        var state = full([2, 4, 16, 16], 0.5);
        var collider = zeros(2, 1, 16, 16);
        var options = new FluidNoiseOptions { Probability = 1 };
        var random = new RandomStream(9, "noise");
        var noise = new FluidNoise(options, random);
        noise.Apply(state, collider);
        var continued = new FluidNoise(options, RandomStream.FromState(random.State));

        Assert.True(noise.Apply(state, collider).equal(continued.Apply(state, collider)).all().item<bool>());
    }

    [Fact]
    public void Noise_HasTheStatedStrength()
    {
        using var scope = NewDisposeScope();
        var state = cat([full([400, 1, 16, 16], 0.5), zeros(400, 2, 16, 16), full([400, 1, 16, 16], 0.25)], 1);
        var noise = new FluidNoise(new FluidNoiseOptions { Probability = 1 }, new RandomStream(1, "noise"));

        var change = noise.Apply(state, zeros(400, 1, 16, 16)) - state;

        // Var = σ²/3 of the fine noise, as much of the 16² grid, which is this one, and less of the interpolated 4²
        // grid.
        double density = change.narrow(1, 0, 1).square().mean().item<float>();
        double velocity = change.narrow(1, 1, 2).square().mean().item<float>();
        Assert.InRange(density, 2 * 0.0003 * 0.95, 3 * 0.0003);
        Assert.InRange(velocity / density, 0.2, 0.3);
        Assert.Equal(0f, change.narrow(1, 3, 1).abs().max().item<float>());
    }

    [Fact]
    public void Gain_ScalesWholeSamples()
    {
        using var scope = NewDisposeScope();
        var state = full([50, 4, 8, 8], 0.5);
        var options = new FluidNoiseOptions { Probability = 1, Deviation = 0, VelocityGain = 0.3 };

        var gain = new FluidNoise(options, new RandomStream(2, "noise")).Apply(state, zeros(50, 1, 8, 8))
            .narrow(1, 1, 2) / 0.5;

        Assert.InRange(gain.min().item<float>(), 0.7f, 0.75f);
        Assert.InRange(gain.max().item<float>(), 1.25f, 1.3f);
        Assert.Equal(0f, (gain - gain.mean([1, 2, 3], keepdim: true)).abs().max().item<float>(), 1e-6f);
    }

    [Fact]
    public void Result_IsAState()
    {
        using var scope = NewDisposeScope();
        var state = cat([rand(4, 1, 16, 16), (2 * rand(4, 2, 16, 16)) - 1, rand(4, 1, 16, 16)], 1);
        var collider = (rand(4, 1, 16, 16) > 0.5).to(ScalarType.Float32);
        var noise = new FluidNoise(
            new FluidNoiseOptions { Probability = 1, Deviation = 0.5 }, new RandomStream(3, "noise"));

        var result = noise.Apply(state, collider);

        Assert.InRange(result.narrow(1, 0, 1).min().item<float>(), 0, 1);
        Assert.InRange(result.narrow(1, 0, 3).abs().max().item<float>(), 0, 1);
        Assert.Equal(0f, (result.narrow(1, 0, 3) * collider).abs().max().item<float>());
    }

    [Fact]
    public void ProbabilityZero_CopiesTheState_AndNothingLeaks()
    {
        using var state = rand(1, 4, 8, 8);
        using var collider = ones(1, 1, 8, 8);
        var never = new FluidNoise(new FluidNoiseOptions { Probability = 0 }, new RandomStream(4, "noise"));
        var always = new FluidNoise(new FluidNoiseOptions { Probability = 1 }, new RandomStream(4, "noise"));
        using var ledger = TensorLedger.Start();

        using (var copy = never.Apply(state, collider))
        {
            using var same = copy.equal(state);
            Assert.NotEqual(state.Handle, copy.Handle);
        }

        always.Apply(state, collider).Dispose();

        ledger.RequireBalanced();
    }

    [Fact]
    public void Apply_RefusesOtherShapes()
    {
        using var scope = NewDisposeScope();
        var noise = new FluidNoise(new FluidNoiseOptions(), new RandomStream(5, "noise"));

        Assert.Equal(
            "Expected shape [B, C=4, H, W], got [1, 3, 8, 8]. (Parameter 'state')",
            Assert.Throws<ArgumentException>(() => noise.Apply(rand(1, 3, 8, 8), rand(1, 1, 8, 8))).Message);
        Assert.Equal(
            "Expected shape [B=1, C=1, H=8, W=8], got [1, 2, 8, 8]. (Parameter 'collider')",
            Assert.Throws<ArgumentException>(() => noise.Apply(rand(1, 4, 8, 8), rand(1, 2, 8, 8))).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new FluidNoiseOptions { Probability = 2 });
    }
}
