using BenchmarkDotNet.Attributes;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists to see what the way into libtorch costs: operators on 4 elements, where arithmetic is nothing. Does not
/// measure throughput. <see cref="AdditionGate"/> compares with PyTorch.
/// </summary>
[MemoryDiagnoser]
public class OperatorOverhead
{
    private Tensor a = null!;
    private Tensor b = null!;
    private Tensor recorded = null!;

    [GlobalSetup]
    public void Setup() => (a, b, recorded) = (ones(4), ones(4), ones(4, requires_grad: true));

    [Benchmark(Baseline = true)]
    public void Add() => (a + b).Dispose();

    [Benchmark]
    public void AddInPlace() => a.add_(b);

    [Benchmark]
    public void AddWithGradient() => (recorded + b).Dispose();

    [Benchmark]
    public void AddInScope()
    {
        using var scope = NewDisposeScope();
        _ = a + b;
    }

    [Benchmark]
    public void Narrow() => a.narrow(0, 1, 2).Dispose();

    [Benchmark]
    public long Shape() => a.shape[0];

    [GlobalCleanup]
    public void Cleanup()
    {
        a.Dispose();
        b.Dispose();
        recorded.Dispose();
    }
}
