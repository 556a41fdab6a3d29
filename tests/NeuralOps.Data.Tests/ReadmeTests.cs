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

    /// <summary>The README's HDF5 example in a folder of its own.</summary>
    [Fact]
    public void Hdf5Example_WritesAndReadsSamples()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Tensor[] samples = [rand(1, 3, 64, 64, device: CPU), rand(1, 3, 64, 64, device: CPU)];
        using (var file = Hdf5File.Create(folder["data.hdf5"]))
        {
            var fields = file.Root.CreateDataset(
                "inputs/fields", ScalarType.Float32, [0, 3, 64, 64], Hdf5Storage.Rows([0, 3, 64, 64]));
            foreach (var sample in samples)
            {
                fields.Append(sample);
            }

            fields.Attributes.Write("units", "dimensionless");
            file.Complete();
        }

        using var guard = new Hdf5Guard();
        using var data = Hdf5File.Open(folder["data.hdf5"], guard);
        using var one = data.Dataset("inputs/fields")
            .ReadTensor(Hdf5Slice.At(1), Hdf5Slice.All, new Hdf5Slice(0, 32, 2));

        Assert.Equal([1, 3, 32, 64], one.shape);
        Assert.Equal(samples[1][0, 2, 4, 5].item<float>(), one[0, 2, 2, 5].item<float>());
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
