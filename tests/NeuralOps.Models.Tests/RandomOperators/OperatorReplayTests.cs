using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public sealed class OperatorReplayTests
{
    private static readonly float[] Theta = [0.25f, 0.5f, 0.75f];

    [Fact]
    public void Replay_FromParametersAlone_IsBitwise_WhateverTheCacheHolds()
    {
        using var scope = NewDisposeScope();
        var u0 = RandomOperatorTests.Normal("u0", 2, 1, 16, 16);
        using var first = new OperatorReplay(Options, 1);
        using var second = new OperatorReplay(Options, 1);
        var expected = first.Run(Theta, u0, 6);

        random.manual_seed(123); // no draw comes from the default generator
        second.Run([0.5f, 0.5f, 0.5f], u0, 1);
        Assert.Equal(expected, second.Run(Theta, u0, 6));
        Assert.Equal(u0, expected.select(1, 0));
        Assert.Equal([2, 7, 1, 16, 16], expected.shape);
        // A shorter run is the beginning of a longer one.
        Assert.Equal(expected.narrow(1, 0, 4).contiguous(), second.Run(Theta, u0, 3));
        Assert.NotEqual(expected, second.Run([0.25f, 0.5f, 0.76f], u0, 6));
    }

    [Fact]
    public void Replay_GivesTheStoredStates()
    {
        // Mean/mean square of the states 0 … 4, which any machine must find up to the rounding of convolutions.
        const string Stored = "0.0542/0.9887 0.2604/0.3401 0.3566/0.2461 0.4066/0.2590 0.4298/0.2849";
        using var scope = NewDisposeScope();
        var u0 = RandomOperatorTests.Normal("u0", 1, 1, 16, 16);
        using var replay = new OperatorReplay(theta => Options(theta) with { NoiseScale = 0.1 });
        var states = replay.Run(Theta, u0, 4).to(ScalarType.Float64);

        string found = string.Join(" ", Enumerable.Range(0, 5).Select(t => string.Create(
            CultureInfo.InvariantCulture,
            $"{states[0, t].mean().item<double>():f4}/{states[0, t].square().mean().item<double>():f4}")));
        Assert.Equal(Stored, found);
    }

    [Fact]
    public void Realizations_DifferByTheirNoiseAlone()
    {
        using var scope = NewDisposeScope();
        var u0 = RandomOperatorTests.Normal("u0", 2, 1, 16, 16);
        using var noisy = new OperatorReplay(theta => Options(theta) with { NoiseScale = 0.1 });
        using var quiet = new OperatorReplay(Options);

        var many = noisy.Run(Theta, u0, 3, realizations: 3);

        Assert.Equal([2, 3, 4, 1, 16, 16], many.shape);
        Assert.Equal(many.select(1, 0).contiguous(), noisy.Run(Theta, u0, 3));
        Assert.NotEqual(many.select(1, 0), many.select(1, 1));
        var same = quiet.Run(Theta, u0, 3, realizations: 2);
        Assert.Equal(same.select(1, 0).contiguous(), same.select(1, 1).contiguous());
    }

    [Fact]
    public void Cache_KeepsTheLatestOperators_AndFreesTheOthers()
    {
        using var scope = NewDisposeScope();
        long before = LiveTensors.Settled();
        using (var replay = new OperatorReplay(Options, 2))
        {
            var first = replay.Operator(Theta);
            replay.Operator([0.1f]);
            Assert.Same(first, replay.Operator(Theta));
            replay.Operator([0.2f]); // frees 0.1, which is older than θ's last use
            Assert.Same(first, replay.Operator(Theta));
            Assert.Equal(3, replay.Built);
            replay.Operator([0.1f]);
            Assert.Equal(4, replay.Built);
            using var u0 = RandomOperatorTests.Normal("u0", 1, 1, 16, 16);
            using var states = replay.Run(Theta, u0, 2, realizations: 2);
        }

        Assert.Equal(before, LiveTensors.Settled());
    }

    [Fact]
    public void Operator_OutlivesTheScopeItWasBuiltIn()
    {
        using var replay = new OperatorReplay(Options);
        using var u0 = RandomOperatorTests.Normal("u0", 1, 1, 16, 16);
        using var first = Scoped();
        using var again = replay.Run(Theta, u0, 2);
        Assert.Equal(first, again);
        Assert.Equal(1, replay.Built);

        Tensor Scoped()
        {
            using var scope = NewDisposeScope();
            return replay.Run(Theta, u0, 2).MoveToOuterDisposeScope();
        }
    }

    [Fact]
    public void NonFiniteStates_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var replay = new OperatorReplay(theta => Options(theta) with
        {
            UpdatePolicy = UpdatePolicy.Residual,
            PolicyDt = 3e38,
        });
        Assert.Equal(
            "Expected finite states, found NaN or Inf after step 1 of realisation 0.",
            Assert.Throws<InvalidOperationException>(
                () => replay.Run(Theta, RandomOperatorTests.Normal("u0", 1, 1, 16, 16), 3)).Message);
        Assert.Equal(
            "Expected shape [B, C=1, H=16, W=16], got [1, 1, 8, 8]. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(() => replay.Run(Theta, zeros(1, 1, 8, 8), 3)).Message);
        Assert.Equal(
            "Expected dtype Float32, got Float64. (Parameter 'initial')",
            Assert.Throws<ArgumentException>(
                () => replay.Run(Theta, zeros([1, 1, 16, 16], ScalarType.Float64), 3)).Message);
    }

    private static RandomOperatorOptions Options(float[] theta) => new()
    {
        NumLayers = 2,
        BaseChannels = 4,
        GridSize = 16,
        UpdatePolicy = theta[0] < 0.3 ? UpdatePolicy.Convex : UpdatePolicy.Residual,
    };
}
