using BenchmarkDotNet.Attributes;
using NeuralOps.Models;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists to see where the time of a training step goes: forward alone, and with backward, at batch 4 and 64². Does not
/// measure losses and the optimiser; <see cref="TrainingGate"/> measures the whole.
/// </summary>
[MemoryDiagnoser]
public class UnetStep
{
    private Unet network = null!;
    private Tensor x = null!;

    [Params("small", "medium")]
    public string Preset { get; set; } = "small";

    [GlobalSetup]
    public void Setup()
    {
        network = new Unet(Preset == "small" ? UnetOptions.Small : UnetOptions.Medium);
        network.train();
        x = rand(4, 6, 64, 64);
    }

    [Benchmark(Baseline = true)]
    public void ForwardWithoutGradients()
    {
        using var quiet = no_grad();
        network.call(x).Dispose();
    }

    [Benchmark]
    public void Forward() => network.call(x).Dispose();

    [Benchmark]
    public void ForwardAndBackward()
    {
        using var scope = NewDisposeScope();
        network.zero_grad();
        network.call(x).mean().backward();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        network.Dispose();
        x.Dispose();
    }
}
