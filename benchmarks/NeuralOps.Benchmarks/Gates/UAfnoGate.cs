using System.Diagnostics;
using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Rollout;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Forward and backward of the U-AFNO (16 base channels, 64², batch 4), against the same network with rfft2 in PyTorch
/// on the same libtorch, and the whole update with AdamW beside it.
/// </summary>
/// <remarks>
/// Exists because this network is what the operator agent trains. The gate asks for 1.5 times the speed. The
/// convolutions, most of the work, are libtorch's on both sides; what differs are the norms with their activations, the
/// spectral blocks, and that ours trains the frequencies alone that the grid holds (<see cref="UAfno.TrainAt"/>), where
/// automatic differentiation fills gradients of all with zeros. Both have the same number of parameters, which is
/// checked first. Does not measure loading, rollouts, or a GPU.
/// </remarks>
internal sealed class UAfnoGate : IDisposable
{
    private const double Limit = 1 / 1.5;
    private const int Channels = 16;
    private const int Size = 64;
    private const int Batch = 4;
    private const int Repeats = 3;

    private readonly UAfno model = new(new UAfnoOptions { BaseChannels = Channels });
    private readonly RepeatedBatch batches = new(randn(Batch, 1, Size, Size));
    private readonly IReadOnlyList<(string Name, Tensor Leaf)> leaves;
    private readonly Trainer<Tensor> trainer;

    private UAfnoGate()
    {
        model.train();
        model.TrainAt(Size, Size);
        leaves = TrainableParameters.Of(model);
        trainer = new(model, batches, Objective, new TrainerOptions
        {
            Steps = long.MaxValue,
            Optimizer = new() { Kind = OptimizerKind.AdamW, LearningRate = 1e-4, WeightDecay = 0.01 },
        });
    }

    /// <summary>The gates, in order.</summary>
    public static IEnumerable<Func<GateResult>> Gates(int rounds) =>
    [
        () => Measure("gradient", "U-AFNO, forward and backward", rounds),
        () => Measure("step", "U-AFNO, update", rounds),
    ];

    public void Dispose()
    {
        trainer.Dispose();
        batches.Dispose();
        model.Dispose();
    }

    private static GateResult Measure(string word, string name, int rounds)
    {
        using var peer = new PytorchPeer(ThreadSettings.Count, "uafno.py");
        using var gate = new UAfnoGate();
        string ours = gate.model.parameters().Sum(p => p.NumberOfElements).ToString(CultureInfo.InvariantCulture);
        string theirs = peer.Ask($"parameters {Channels}");
        if (ours != theirs)
        {
            throw new InvalidOperationException($"Expected {ours} parameters on both sides, got {theirs} of the peer.");
        }

        var result = GateResult.Measure(
            name, $"PyTorch {peer.Version}, rfft2", rounds, withinSpread: false,
            () => word == "step" ? gate.UpdateSeconds() : gate.GradientSeconds(),
            () => peer.Seconds($"{word} {Channels} {Size} {Batch} {Repeats}"));
        return result with { Limit = Limit };
    }

    private static LossTerms Loss(Tensor y) => new(y.square().sum(), new Dictionary<string, Tensor>());

    private LossTerms Objective(Tensor x)
    {
        using var y = model.call(x);
        return Loss(y);
    }

    private double GradientSeconds()
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Repeats; i++)
        {
            foreach (var (_, leaf) in leaves)
            {
                leaf.grad = null;
            }

            using var scope = NewDisposeScope();
            Objective(batches.Batch).Total.backward();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Repeats;
    }

    private double UpdateSeconds()
    {
        using var stop = new CancellationTokenSource();
        batches.CancelAfter(Repeats, stop);
        long begin = Stopwatch.GetTimestamp();
        trainer.Run(stop.Token);
        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Repeats;
    }

    /// <summary>Gives one batch again and again, and cancels after a number of them.</summary>
    private sealed class RepeatedBatch(Tensor batch) : IBatchSource<Tensor>
    {
        private CancellationTokenSource? stop;
        private int left;

        public Tensor Batch => batch;

        public int BatchesPerEpoch => int.MaxValue;

        public void CancelAfter(int batches, CancellationTokenSource source) => (left, stop) = (batches, source);

        public IEnumerable<Tensor> Epoch(int epoch, int firstBatch = 0)
        {
            while (true)
            {
                if (--left == 0)
                {
                    stop?.Cancel();
                }

                yield return batch.alias();
            }
        }

        public void Dispose() => batch.Dispose();
    }
}
