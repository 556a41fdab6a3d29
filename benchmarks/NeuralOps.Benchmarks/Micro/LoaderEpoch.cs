using BenchmarkDotNet.Attributes;
using NeuralOps.Data;

namespace NeuralOps.Benchmarks;

/// <summary>
/// Exists to show that loading hides behind training: an epoch of batches from real smoke in memory, put together on
/// the consumer's thread or by workers. Does not measure reading files; see <see cref="NpzReading"/>.
/// </summary>
[MemoryDiagnoser]
public class LoaderEpoch
{
    private FluidSequenceDataset dataset = null!;
    private int epoch;

    [GlobalSetup]
    public void Setup() => dataset = FluidSequenceDataset.Open(
        Path.Combine(AppContext.BaseDirectory, "data"), FluidDatasetOptions.Training(horizon: 2));

    [Benchmark(Baseline = true)]
    public long OnThisThread() => Epoch(workers: 0);

    [Benchmark]
    public long OneWorker() => Epoch(workers: 1);

    [Benchmark]
    public long TwoWorkers() => Epoch(workers: 2);

    private long Epoch(int workers)
    {
        using var loader = new BatchLoader<FluidBatch>(dataset, new LoaderOptions { Workers = workers });
        long windows = 0;
        foreach (var batch in loader.Epoch(epoch++))
        {
            using (batch)
            {
                windows += batch.X0.size(0);
            }
        }

        return windows;
    }
}
