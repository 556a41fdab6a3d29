using System.Diagnostics;
using System.Runtime.InteropServices;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Forward and backward of the selective scan at batch 4, 2,048 steps, 512 channels and 16 states, against two loops of
/// operators in PyTorch on the same libtorch; what is kept between them, against every state; and the step of real time
/// after 10,000 steps against that after 10.
/// </summary>
/// <remarks>
/// Exists because this recurrence is what state-space models spend their time in. The gate asks for 20 times the speed
/// of the plain loop and 10 times that of the best loop we found (see the script), after both sides agree to 1e-5 with
/// the loop in float64 on a shorter sequence. Bytes are those of libtorch's allocator that the tape still holds after
/// the forward pass, less the result; scratch memory of the threads, 0.2 MB each, is not in them. Does not measure
/// projections and convolution around the scan, or a GPU.
/// </remarks>
internal sealed class ScanGate : IDisposable
{
    private const double Tolerance = 1e-5;
    private const int Repeats = 5;
    private const int Steps = 2000;

    private static readonly Setting Large = new(4, 2048, 512, 16);

    private readonly Tensor[] leaves;
    private readonly Tensor weight;

    private ScanGate(Setting setting)
    {
        var (batch, length, channels, states) = setting;
        Tensor[] drawn =
        [
            randn(batch, length, channels), randn(batch, length, channels),
            -arange(1.0, states + 1).to(ScalarType.Float32).repeat(channels, 1), randn(batch, length, states),
            randn(batch, length, states), ones(channels), randn(batch, length, channels), randn(channels) - 3,
        ];
        leaves = [.. drawn.Select(tensor => tensor.requires_grad_())];
        weight = randn(batch, length, channels);
    }

    private SelectiveScanTerms Terms => new() { D = leaves[5], Z = leaves[6], DeltaBias = leaves[7], Softplus = true };

    /// <summary>The gates, in order.</summary>
    public static IEnumerable<Func<GateResult>> Gates(int rounds) =>
    [
        () => Time(Large, "whole", 1.0 / 20, rounds),
        () => Time(Large, "stepwise", 1.0 / 10, rounds),
        () => Memory(Large),
        () => Step(rounds),
    ];

    public void Dispose()
    {
        weight.Dispose();
        foreach (var leaf in leaves)
        {
            leaf.Dispose();
        }
    }

    private static GateResult Time(Setting setting, string kind, double limit, int rounds)
    {
        using var peer = new PytorchPeer(ThreadSettings.Count, "selective_scan.py");
        RequireEqual(peer, new Setting(2, 200, 40, 16));
        using var gate = new ScanGate(setting);
        var result = GateResult.Measure(
            setting.Name, $"PyTorch {peer.Version}, {kind} loop", rounds, withinSpread: false,
            gate.Seconds, () => peer.Seconds($"scan {kind} {setting.Work} 1"));
        return result with { Limit = limit };
    }

    private static GateResult Memory(Setting setting)
    {
        var memory = NativeMemoryCounter.Instance
            ?? throw new InvalidOperationException("Expected NeuralOps.Native, which counts memory, found none.");
        using var gate = new ScanGate(setting);
        long before = memory.CurrentBytes;
        using var y = gate.Forward();
        double kept = memory.CurrentBytes - before - (y.NumberOfElements * sizeof(float));
        double all = (double)setting.Batch * setting.Length * setting.Channels * setting.States * sizeof(float);
        return new GateResult(
            $"kept for the gradients, {setting.Name}", "every state", new Sample([kept]), new Sample([all]),
            WithinSpread: false, Limit: 1.0 / 32, InBytes: true);
    }

    private static GateResult Step(int rounds)
    {
        using var early = new RunningScan(framesBefore: 10);
        using var late = new RunningScan(framesBefore: 10_000);
        return GateResult.Measure(
            "step of the scan after 10,000 frames", "after 10 frames", rounds, withinSpread: false,
            late.Seconds, early.Seconds) with
        { Limit = 1.05 };
    }

    private double Seconds()
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < Repeats; i++)
        {
            using var y = Differentiate();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / Repeats;
    }

    private Tensor Forward() =>
        SelectiveScan.Apply(leaves[0], leaves[1], leaves[2], leaves[3], leaves[4], Terms);

    private Tensor Differentiate()
    {
        foreach (var leaf in leaves)
        {
            leaf.grad = null;
        }

        var y = Forward();
        y.backward([weight]);
        return y;
    }

    // Inputs as the peer drew them; then output and gradients must agree with those in float64.
    private static void RequireEqual(PytorchPeer peer, Setting setting)
    {
        string path = Path.GetTempFileName();
        try
        {
            peer.Ask($"check {setting.Work} {path}");
            using var scope = NewDisposeScope();
            using var file = new BinaryReader(File.OpenRead(path));
            using var gate = new ScanGate(setting);
            using (no_grad())
            {
                foreach (var target in gate.leaves.Append(gate.weight))
                {
                    target.copy_(Read(file, target.shape, ScalarType.Float32));
                }
            }

            var y = gate.Differentiate();
            foreach (var actual in gate.leaves.Select(leaf => leaf.grad!).Prepend(y.detach()))
            {
                var expected = Read(file, actual.shape, ScalarType.Float64);
                double difference = ((actual - expected).abs().max() / expected.abs().max()).item<double>();
                if (!(difference <= Tolerance))
                {
                    throw new InvalidOperationException(
                        $"Expected the numbers of the peer for {setting.Name} within {Tolerance}, found {difference}.");
                }
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Tensor Read(BinaryReader file, long[] shape, ScalarType dtype)
    {
        var values = empty(shape, dtype);
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.bytes));
        return values;
    }

    private sealed record Setting(long Batch, long Length, long Channels, long States)
    {
        public string Work => $"{Batch} {Length} {Channels} {States}";

        public string Name => $"selective scan, batch {Batch}, {Length} steps, {Channels} channels, {States} states";
    }

    /// <summary>One sequence of 512 channels and 16 states that has run for a while.</summary>
    private sealed class RunningScan : IDisposable
    {
        private readonly ScanGate inputs = new(new Setting(1, 1, 512, 16));
        private readonly Tensor state = zeros(1, 512, 16);

        public RunningScan(int framesBefore)
        {
            for (int i = 0; i < framesBefore; i++)
            {
                Advance();
            }
        }

        public double Seconds()
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < Steps; i++)
            {
                Advance();
            }

            return Stopwatch.GetElapsedTime(begin).TotalSeconds / Steps;
        }

        public void Dispose()
        {
            inputs.Dispose();
            state.Dispose();
        }

        private void Advance()
        {
            using var scope = NewDisposeScope();
            var x = inputs.leaves;
            SelectiveScan.Step(
                x[0][0], x[1][0], x[2], x[3][0], x[4][0], state, inputs.Terms with { Z = x[6][0] });
        }
    }
}
