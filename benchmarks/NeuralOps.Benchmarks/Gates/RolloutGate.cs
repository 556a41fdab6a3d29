using System.Diagnostics;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// What long rollouts cost: streaming windows over 256 steps against a horizon of one window, and the sweep through
/// 1,000 steps against back-propagation through all of them, for a small U-AFNO.
/// </summary>
/// <remarks>
/// Exists because memory decides which horizons can be trained at all. Bytes are those of libtorch's allocator, from
/// before the model is made to the highest point, truth and optimiser included; scratch memory below libtorch and the
/// managed heap are not in them. Does not measure a GPU.
/// </remarks>
internal static class RolloutGate
{
    private const int Size = 32;
    private const int Window = 32;
    private const int Horizon = 256;
    private const int SweptHorizon = 1000;
    private const int Rounds = 3;

    // float32 sums a thousand terms in another order.
    private const double Tolerance = 1e-4;

    // Steps that the sweep computes again at once.
    private static readonly int[] Windows = [1, 10];

    private static readonly UAfnoOptions Network = new()
    {
        BaseChannels = 8,
        EncoderLevels = 2,
        Modes = 8,
        AfnoBlocks = 2,
    };

    /// <summary>The gates, in order.</summary>
    public static IEnumerable<Func<GateResult>> Gates()
    {
        yield return () => Memory(
            $"memory, {Horizon} steps in windows of {Window}", $"one window of {Window} steps", 1.2,
            Streamed(Horizon), Streamed(Window));
        var runs = new Lazy<List<Run>[]>(Sweep);
        for (int i = 0; i < Windows.Length; i++)
        {
            int side = i;
            string name = $"{SweptHorizon} steps swept by {Windows[i]}";
            string peer = $"back-propagation through {SweptHorizon} steps";
            yield return () => Memory(
                $"memory, {name}", peer, 0.1, runs.Value[side][0].Bytes, runs.Value[^1][0].Bytes);
            yield return () => new GateResult(
                $"time, {name}", peer, new Sample([.. runs.Value[side].Select(run => run.Seconds)]),
                new Sample([.. runs.Value[^1].Select(run => run.Seconds)]), WithinSpread: false, Limit: 1.5);
        }
    }

    private static GateResult Memory(string name, string peer, double limit, long ours, long theirs) =>
        new(name, peer, new Sample([ours]), new Sample([theirs]), WithinSpread: false, limit, InBytes: true);

    // Two batches by the trainer: the second has the optimiser's state beside it.
    private static long Streamed(int horizon)
    {
        var memory = Counter();
        using var scope = NewDisposeScope();
        using var model = Model();
        var rollout = RolloutOptions.Streaming(horizon, Window);
        using var windows = new WindowedBatches<Tensor>(new Sequences(horizon), rollout);
        using var carry = new RolloutCarry();
        using var trainer = new Trainer<WindowedBatch<Tensor>>(
            model, windows,
            item => carry.Evaluate(
                item.Window, (state, t) => Step(model, state), item.Batch.select(1, 0),
                (states, first) => Mse(states[.., 1..], item.Batch.narrow(1, first + 1, states.size(1) - 1)), rollout),
            new TrainerOptions { Epochs = 1, ClipNorm = 1, Optimizer = new() { Kind = OptimizerKind.AdamW } })
        { Carry = carry };
        trainer.Run();
        return memory();
    }

    // The sweeps, and last the whole graph.
    private static List<Run>[] Sweep()
    {
        List<Run>[] runs = [.. Enumerable.Range(0, Windows.Length + 1).Select(_ => new List<Run>())];
        for (int round = 0; round < Rounds; round++)
        {
            runs[^1].Add(Run.Of((step, start, loss) =>
            {
                var terms = RolloutObjective.Evaluate(
                    step, start, loss, new RolloutOptions { Horizon = SweptHorizon, WeightDecay = 1 });
                terms.Total.backward();
            }));
            for (int i = 0; i < Windows.Length; i++)
            {
                var options = new RolloutOptions { Horizon = SweptHorizon, WeightDecay = 1, Window = Windows[i] };
                runs[i].Add(Run.Of((step, start, loss) => HorizonSweep.Backward(step, start, loss, options)));
                RequireEqual(runs[^1][^1].Gradient, runs[i][^1].Gradient);
            }
        }

        return runs;
    }

    private static void RequireEqual(float[] expected, float[] found)
    {
        double largest = expected.Max(Math.Abs);
        double difference = expected.Zip(found, (one, other) => (double)Math.Abs(one - other)).Max();
        if (!(largest > 0) || !(difference <= Tolerance * largest))
        {
            throw new InvalidOperationException(
                $"Expected the gradient of the whole graph within {Tolerance * largest}, found a difference of "
                + $"{difference}.");
        }
    }

    private static UAfno Model()
    {
        manual_seed(0);
        var model = new UAfno(Network);
        model.TrainAt(Size, Size);
        return model;
    }

    // Small steps, so that the gradients through a thousand of them have a normal size.
    private static Tensor Step(UAfno model, Tensor state) => 0.999 * state + 0.001 * model.call(state);

    private static LossTerms Mse(Tensor prediction, Tensor target) =>
        new((prediction - target).square().mean(), new Dictionary<string, Tensor>());

    // Bytes above those at the call.
    private static Func<long> Counter()
    {
        var memory = NativeMemoryCounter.Instance
            ?? throw new InvalidOperationException("Expected NeuralOps.Native, which counts memory, found none.");
        memory.ResetPeak();
        long before = memory.CurrentBytes;
        return () => memory.PeakBytes - before;
    }

    private sealed record Run(double Seconds, long Bytes, float[] Gradient)
    {
        public static Run Of(Action<Step, Tensor, StepLoss> train)
        {
            var memory = Counter();
            using var scope = NewDisposeScope();
            using var model = Model();
            var (start, target) = (randn([1, 1, Size, Size]), randn([1, 1, Size, Size]));
            long begin = Stopwatch.GetTimestamp();
            train(
                (state, t) => RolloutGate.Step(model, state), start,
                (prediction, previous, k) => Mse(prediction, target));
            double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
            return new Run(
                seconds, memory(),
                [.. TrainableParameters.Of(model).SelectMany(entry => entry.Leaf.grad!.data<float>().ToArray())]);
        }
    }

    /// <summary>Two batches of four sequences.</summary>
    private sealed class Sequences(int horizon) : IBatchSource<Tensor>
    {
        public int BatchesPerEpoch => 2;

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
        {
            for (int i = firstBatch; i < BatchesPerEpoch; i++)
            {
                yield return randn([4, horizon + 1, 1, Size, Size]).DetachFromDisposeScope();
            }
        }

        public void Dispose()
        {
        }
    }
}
