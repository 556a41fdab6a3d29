using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class ReadmeTests
{
    private static readonly string Data = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data");

    /// <summary>The README's example on the demo's data.</summary>
    [Fact]
    public void Example_GivesBatchesOfTheShapesItNames()
    {
        using var ledger = TensorLedger.Start();
        var statistics = FieldStatistics.FromFolder(Data);
        var train = FluidSequenceDataset.Open(Path.Combine(Data, "train"),
            FluidDatasetOptions.Training(horizon: 3) with { Scales = statistics.Scales() });
        using var loader = new BatchLoader<FluidBatch>(train, new LoaderOptions { BatchSize = 4, Seed = 42 });
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            using (batch)
            {
                Train(batch.X0, batch.Targets, batch.Masks);
            }
        }

        ledger.RequireBalanced();
    }

    private static void Train(Tensor x0, Tensor targets, Tensor masks)
    {
        Assert.Equal([4, 6, 64, 64], x0.shape);
        Assert.Equal([4, 3, 3, 64, 64], targets.shape);
        Assert.Equal([4, 3, 2, 64, 64], masks.shape);
        using var magnitude = x0.abs();
        using var largest = magnitude.max();
        Assert.InRange(largest.item<float>(), 0, 1);
    }
}
