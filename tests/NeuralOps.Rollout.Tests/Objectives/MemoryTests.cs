using NeuralOps.Core;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Rollout.Tests;

/// <summary>What training holds at most, counted by libtorch's allocator.</summary>
public sealed class MemoryTests
{
    [Fact]
    public void Streaming_OfALongHorizon_NeedsTheMemoryOfOneWindow()
    {
        long window = Streamed(8, 8);
        long horizon = Streamed(64, 8);
        Assert.True(window > 8 * Smoother.StepBytes);
        Assert.InRange((double)horizon / window, 0, 1.2);
    }

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(10, 0.15)] // ten of two hundred steps are held at once
    public void Sweep_OfALongHorizon_NeedsLittleOfWhatTheWholeGraphNeeds(int window, double share)
    {
        var options = new RolloutOptions { Horizon = 200, Window = window };
        long whole = Peak((model, start) =>
        {
            using var terms = RolloutObjective.Evaluate((state, t) => model.call(state), start, Loss, options);
            terms.Total.backward();
        });
        long swept = Peak((model, start) =>
            HorizonSweep.Backward((state, t) => model.call(state), start, Loss, options).Dispose());
        Assert.True(whole > 200 * Smoother.StepBytes);
        Assert.InRange((double)swept / whole, 0, share);
    }

    [Fact]
    public void WarmUp_HoldsOneState()
    {
        var options = RolloutOptions.TruncatedBackpropagation(200, 4);
        long shortOne = Evaluated(options with { Horizon = 4, WarmUp = 0 });
        long longOne = Evaluated(options);
        Assert.InRange((double)longOne / shortOne, 0, 1.1);

        static long Evaluated(RolloutOptions options) => Peak((model, start) =>
        {
            using var terms = RolloutObjective.Evaluate((state, t) => model.call(state), start, Loss, options);
            terms.Total.backward();
        });
    }

    private static long Streamed(int horizon, int window)
    {
        var options = RolloutOptions.Streaming(horizon, window);
        return Peak((model, start) =>
        {
            using var carry = new RolloutCarry();
            foreach (var part in HorizonWindow.Of(horizon, window))
            {
                using var terms = carry.Evaluate(part, (state, t) => model.call(state), start, Loss, options);
                terms.Total.backward();
            }
        });
    }

    private static long Peak(Action<Smoother, Tensor> train)
    {
        using var model = new Smoother();
        using var start = rand(2, 2, 16, 16);
        var memory = NativeMemoryCounter.Instance!;
        memory.ResetPeak();
        long before = memory.CurrentBytes;
        train(model, start);
        return memory.PeakBytes - before;
    }

    private static LossTerms Loss(Tensor prediction, Tensor previous, int k) =>
        new(prediction.square().mean(), new Dictionary<string, Tensor>());

    /// <summary>Two convolutions with twelve channels between them.</summary>
    private sealed class Smoother : Module<Tensor, Tensor>
    {
        /// <summary>The twelve channels before and after the activation, for two samples.</summary>
        public const long StepBytes = 2 * 2 * 12 * 16 * 16 * sizeof(float);

        private readonly Conv2d first = Conv2d(2, 12, 3, padding: 1);
        private readonly Conv2d second = Conv2d(12, 2, 3, padding: 1);

        public Smoother()
            : base(nameof(Smoother)) => RegisterComponents();

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            return (input + 0.1 * second.call(functional.gelu(first.call(input)))).MoveToOuterDisposeScope();
        }
    }
}
