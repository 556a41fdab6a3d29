using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class HorizonSweepTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_WithBatchNormAndDropout_GivesTheGradientsOfTheWholeGraph(bool finalOnly)
    {
        using var scope = NewDisposeScope();
        using var whole = Toy.Network();
        using var swept = Toy.Network();
        var (start, target) = (randn(8, 4), randn(8, 4));
        var options = new RolloutOptions { Horizon = 6, WeightDecay = 1.2, FinalStepOnly = finalOnly };
        StepLoss loss = (prediction, previous, k) =>
        {
            var error = (prediction - target).square().mean() + 0.1 * (prediction - previous).square().mean();
            return new LossTerms(error, new Dictionary<string, Tensor> { ["error"] = error.alias() });
        };

        manual_seed(11);
        var expected = RolloutObjective.Evaluate((state, t) => state + whole.call(state), start, loss, options);
        expected.Total.backward();
        float after = rand(1).item<float>();
        manual_seed(11);
        var found = HorizonSweep.Backward((state, t) => state + swept.call(state), start, loss, options, swept);

        Assert.False(found.Total.requires_grad);
        Assert.Equal(after, rand(1).item<float>());
        Assert.Equal(expected.Total.item<float>(), found.Total.item<float>(), 1e-5);
        Assert.Equal(expected.Parts["error"].item<float>(), found.Parts["error"].item<float>(), 1e-5);
        Assert.Equal(Toy.Bits(whole), Toy.Bits(swept)); // running statistics updated once per step
        foreach (var (one, other) in whole.parameters().Zip(swept.parameters()))
        {
            // float32 sums in another order; biases before batch norm have gradients of rounding size only.
            double size = Math.Max(one.grad!.abs().max().item<float>(), 1e-2);
            Assert.InRange((one.grad! - other.grad!).abs().max().item<float>() / size, 0, 1e-4);
        }
    }

    [Fact]
    public void Backward_WithTruncation_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => HorizonSweep.Backward(
            (state, t) => state, zeros([1]), (p, s, k) => throw new InvalidOperationException(),
            RolloutOptions.Pushforward(2)));
        Assert.Equal(
            "Expected options without truncation, got truncation AllButLast. (Parameter 'options')", error.Message);
    }

    [Fact]
    public void Backward_WithAWarmUpAsLongAsTheHorizon_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => HorizonSweep.Backward(
            (state, t) => state, zeros([1]), (p, s, k) => throw new InvalidOperationException(),
            new RolloutOptions { Horizon = 3, WarmUp = 3 }));
        Assert.Equal(
            "Expected a warm-up of fewer steps than the horizon of 3, got 3. (Parameter 'options')", error.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Backward_LeavesNoTensors(int window)
    {
        using var start = ones([4, 4]).requires_grad_();
        using var w = tensor(1.1f).requires_grad_();
        var options = new RolloutOptions { Horizon = 6, WarmUp = 1, Window = window };
        using var ledger = TensorLedger.Start();
        HorizonSweep.Backward((state, t) => state * w, start, (p, s, k) => Mean(p), options).Dispose();
        HorizonSweep.Backward((state, t) => state * w, start, (states, first) => Mean(states), options).Dispose();
        ledger.RequireBalanced();

        static LossTerms Mean(Tensor x) => new(x.square().mean(), new Dictionary<string, Tensor>());
    }
}
