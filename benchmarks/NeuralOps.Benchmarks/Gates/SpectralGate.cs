using System.Diagnostics;
using System.Runtime.InteropServices;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Forward and backward of a two-dimensional spectral layer, against the complex layer with rfft2 in PyTorch on the
/// same libtorch; both give the same numbers, which is checked first.
/// </summary>
/// <remarks>
/// Exists because this layer is what Fourier operators consist of. The gate asks for four times the speed. Beside it
/// stands the rate of multiplications and additions that the transforms and the mixing need (without padding), as a
/// share of the rate of a large matrix product in libtorch. Does not measure the pointwise parts of a block, an
/// optimiser, or a GPU.
/// </remarks>
internal sealed class SpectralGate : IDisposable
{
    private const double Limit = 0.25;
    private const double Tolerance = 1e-5;

    private readonly SpectralConv layer;
    private readonly Tensor x;
    private readonly Tensor gradient;

    private SpectralGate(Setting setting)
    {
        layer = new SpectralConv(setting.Channels, setting.Channels, setting.Modes, setting.Modes);
        x = randn(setting.Shape, requires_grad: true);
        gradient = randn(setting.Shape);
    }

    /// <summary>The gates, in order.</summary>
    public static IEnumerable<Func<GateResult>> Gates(int rounds)
    {
        Setting[] settings = [new(8, 64, 64, 12), new(4, 64, 128, 16), new(2, 64, 256, 16)];
        return settings.Select(setting => (Func<GateResult>)(() => Measure(setting, rounds)));
    }

    public void Dispose()
    {
        layer.Dispose();
        x.Dispose();
        gradient.Dispose();
    }

    private static GateResult Measure(Setting setting, int rounds)
    {
        using var peer = new PytorchPeer(ThreadSettings.Count, "spectral.py");
        using var gate = new SpectralGate(setting);
        gate.RequireEqual(peer, setting);
        var peak = new List<double>();
        var result = GateResult.Measure(
            setting.Name, $"PyTorch {peer.Version}, rfft2", rounds, withinSpread: false,
            () =>
            {
                peak.Add(ProductRate());
                return gate.Seconds(20);
            },
            () => peer.Seconds($"layer {setting.Work} 3"));
        double rate = setting.Operations / result.Ours.Median;
        double share = rate / new Sample(peak).Median;
        string rates = FormattableString.Invariant($"{rate / 1e9:F0} GFLOP/s, {share:P0} of a matrix product");
        return result with { Name = $"{setting.Name}, {rates}", Limit = Limit };
    }

    private static double ProductRate()
    {
        const int size = 1024;
        using var a = randn(size, size);
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < 4; i++)
        {
            using var product = a.matmul(a);
        }

        return 4 * 2.0 * size * size * size / Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private double Seconds(int repeats)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            using var y = Step();
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / repeats;
    }

    private Tensor Step()
    {
        layer.zero_grad();
        x.grad = null;
        var y = layer.call(x);
        y.backward([gradient]);
        return y;
    }

    // Input, gradient and weights as the peer drew them; then output and gradients must agree.
    private void RequireEqual(PytorchPeer peer, Setting setting)
    {
        string path = Path.GetTempFileName();
        try
        {
            peer.Ask($"check {setting.Work} {path}");
            using var scope = NewDisposeScope();
            using var file = new BinaryReader(File.OpenRead(path));
            var parameters = layer.named_parameters().Select(named => named.parameter).ToArray();
            using (no_grad())
            {
                foreach (var target in parameters.Prepend(gradient).Prepend(x))
                {
                    target.copy_(Read(file, target.shape));
                }
            }

            var y = Step();
            Tensor[] ours = [y, x.grad!, .. parameters.Select(parameter => parameter.grad!)];
            foreach (var actual in ours)
            {
                var expected = Read(file, actual.shape);
                double difference = (actual - expected).abs().max().item<float>() / expected.abs().max().item<float>();
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

    private static Tensor Read(BinaryReader file, long[] shape)
    {
        var values = empty(shape);
        file.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.bytes));
        return values;
    }

    private sealed record Setting(long Batch, long Channels, long Size, long Modes)
    {
        public long[] Shape => [Batch, Channels, Size, Size];

        public string Work => $"{Batch} {Channels} {Size} {Modes}";

        public string Name => $"spectral layer, batch {Batch}, {Channels} channels, {Size}², {Modes} modes";

        // Two transforms and two inverse ones; the mixing and its two adjoints.
        public double Operations
        {
            get
            {
                double folded = (Size / 2) + 1, rows = (2 * Modes) + 1;
                double plane = 2 * rows * folded * (Size + (2 * Modes));
                double frequencies = 2 * Modes * Modes;
                return (4 * Batch * Channels * plane) + (3 * 8 * Batch * Channels * Channels * frequencies);
            }
        }
    }
}
