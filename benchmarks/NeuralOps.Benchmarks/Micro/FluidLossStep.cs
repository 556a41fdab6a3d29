using BenchmarkDotNet.Attributes;
using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists because the loss is many small operators beside few large convolutions: its share of a training step, at
/// batch 4 and 64², forward and backward. The baseline is what is unavoidable, the mean squared error alone.
/// </summary>
[MemoryDiagnoser]
public class FluidLossStep
{
    private readonly FluidLoss loss = new(new());
    private Tensor prediction = null!;
    private Tensor target = null!;
    private Tensor input = null!;

    [GlobalSetup]
    public void Setup() =>
        (prediction, target, input) = (rand(4, 3, 64, 64, requires_grad: true), rand(4, 3, 64, 64), rand(4, 6, 64, 64));

    [Benchmark(Baseline = true)]
    public void SquaredErrorAlone()
    {
        using var error = nn.functional.mse_loss(prediction, target);
        error.backward();
    }

    [Benchmark]
    public void FluidLoss()
    {
        using var terms = loss.Of(prediction, target, input);
        terms.Total.backward();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        prediction.Dispose();
        target.Dispose();
        input.Dispose();
    }
}
