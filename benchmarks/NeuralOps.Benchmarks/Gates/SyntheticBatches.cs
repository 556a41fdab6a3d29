using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>State [B, 4, H, W], targets [B, K, 3, H, W] and masks [B, K, 2, H, W] of fluid windows.</summary>
internal sealed record FluidWindow(Tensor State, Tensor Targets, Tensor Masks);

/// <summary>Gives the same random window again and again, and cancels after a number of them.</summary>
internal sealed class SyntheticBatches : IBatchSource<FluidWindow>
{
    private readonly FluidWindow window;
    private CancellationTokenSource? stop;
    private int left;

    public SyntheticBatches(int batch, int horizon, int size)
    {
        window = new(
            rand(batch, 4, size, size),
            rand([batch, horizon, 3, size, size]),
            rand([batch, horizon, 2, size, size]).gt(0.9).to(float32));
    }

    public int BatchesPerEpoch => int.MaxValue;

    /// <summary>Cancels when the last of <paramref name="batches"/> is handed out.</summary>
    public void CancelAfter(int batches, CancellationTokenSource source) => (left, stop) = (batches, source);

    public IEnumerable<FluidWindow> Epoch(int epoch, int firstBatch = 0)
    {
        while (true)
        {
            if (--left == 0)
            {
                stop?.Cancel();
            }

            yield return window;
        }
    }

    public void Dispose()
    {
        window.State.Dispose();
        window.Targets.Dispose();
        window.Masks.Dispose();
    }
}
