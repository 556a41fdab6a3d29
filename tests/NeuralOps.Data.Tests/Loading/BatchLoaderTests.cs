using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class BatchLoaderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Batches_DoNotDependOnWorkers(int workers)
    {
        using var folder = new TemporaryFolder();
        var data = Fluid(folder);
        using var reference = new BatchLoader<FluidBatch>(data, new() { Seed = 5, Workers = 0 });
        using var loader = new BatchLoader<FluidBatch>(data, new() { Seed = 5, Workers = workers, Prefetch = 6 });
        using var ledger = TensorLedger.Start();
        for (int epoch = 0; epoch < 3; epoch++)
        {
            Assert.Equal(Contents(reference.Epoch(epoch)), Contents(loader.Epoch(epoch)));
        }

        ledger.RequireBalanced();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Resuming_GivesTheRestOfTheEpochBitwise(bool dropLast)
    {
        using var folder = new TemporaryFolder();
        using var loader = new BatchLoader<FluidBatch>(
            Fluid(folder), new() { Seed = 5, Workers = 2, DropLast = dropLast });
        var whole = Contents(loader.Epoch(1));
        Assert.Equal(loader.BatchesIn(1), whole.Count);
        for (int first = 0; first <= whole.Count; first++)
        {
            Assert.Equal(whole[first..], Contents(loader.Epoch(1, first)));
        }

        Assert.Throws<ArgumentOutOfRangeException>("firstBatch", () => loader.Epoch(0, loader.BatchesPerEpoch + 1));
        Assert.Throws<ArgumentOutOfRangeException>("epoch", () => loader.Epoch(-1));
    }

    [Fact]
    public void EachEpoch_HasEachWindowOnce_InAnotherOrder()
    {
        using var loader = new BatchLoader<Numbers>(new Counting(23), new() { BatchSize = 4, Seed = 1 });
        int[] first = Windows(loader.Epoch(0));
        int[] second = Windows(loader.Epoch(1));
        Assert.Equal(Enumerable.Range(0, 23), first.Order());
        Assert.Equal(Enumerable.Range(0, 23), second.Order());
        Assert.NotEqual(first, second);
        Assert.Equal(first, Windows(loader.Epoch(0)));
        using var other = new BatchLoader<Numbers>(new Counting(23), new() { BatchSize = 4, Seed = 2 });
        Assert.NotEqual(first, Windows(other.Epoch(0)));
        using var plain = new BatchLoader<Numbers>(new Counting(23), new() { BatchSize = 4, Shuffle = false });
        Assert.Equal(Enumerable.Range(0, 23), Windows(plain.Epoch(7)));
    }

    [Fact]
    public void LastBatch_IsSmallerOrLeftOut()
    {
        using var all = new BatchLoader<Numbers>(new Counting(10), new() { BatchSize = 4 });
        Assert.Equal([4, 4, 2], all.Epoch(0).Select(b => b.Values.Length));
        Assert.Equal(3, all.BatchesPerEpoch);
        using var full = new BatchLoader<Numbers>(new Counting(10), new() { BatchSize = 4, DropLast = true });
        Assert.Equal([4, 4], full.Epoch(0).Select(b => b.Values.Length));
        Assert.Equal(2, full.BatchesPerEpoch);
        Assert.Equal("The dataset has 3 windows, less than one batch of 4. (Parameter 'dataset')",
            Assert.Throws<ArgumentException>(
                () => new BatchLoader<Numbers>(new Counting(3), new() { DropLast = true })).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void WorkersException_ReachesTheConsumerInItsPlaceWithItsStack(int workers)
    {
        var data = new Counting(20) { FailingWindow = 9 };
        using var loader = new BatchLoader<Numbers>(data, new() { BatchSize = 2, Shuffle = false, Workers = workers });
        int taken = 0;
        var error = Assert.Throws<InvalidDataException>(() =>
        {
            foreach (var batch in loader.Epoch(0))
            {
                taken++;
                batch.Dispose();
            }
        });
        Assert.Equal("window 9 is bad", error.Message);
        Assert.Contains(nameof(Counting.FailOn), error.StackTrace, StringComparison.Ordinal);
        Assert.Equal(4, taken);
        Assert.Equal(0, data.Alive);
    }

    [Fact]
    public void EndingEarly_StopsTheWorkersAndDisposesOfTheirBatches()
    {
        var data = new Counting(1000) { Delay = TimeSpan.FromMilliseconds(1) };
        using var loader = new BatchLoader<Numbers>(data, new() { BatchSize = 1, Workers = 3, Prefetch = 8 });
        foreach (var batch in loader.Epoch(0))
        {
            batch.Dispose();
            break;
        }

        int assembled = data.Assembled;
        Assert.InRange(assembled, 1, 9);
        Assert.Equal(0, data.Alive);
        Thread.Sleep(20);
        Assert.Equal(assembled, data.Assembled);
    }

    [Fact]
    public void DisposedLoader_EndsItsEnumerations()
    {
        var data = new Counting(100);
        var loader = new BatchLoader<Numbers>(data, new() { BatchSize = 1 });
        using var batches = loader.Epoch(0).GetEnumerator();
        Assert.True(batches.MoveNext());
        batches.Current.Dispose();
        loader.Dispose();
        loader.Dispose();
        Assert.Throws<ObjectDisposedException>(() => batches.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => loader.Epoch(0));
        Assert.Equal(0, data.Alive);
    }

    [Fact]
    public void Workers_NeverExceedTheirNumber()
    {
        var data = new Counting(60) { Delay = TimeSpan.FromMilliseconds(1) };
        using var loader = new BatchLoader<Numbers>(data, new() { BatchSize = 1, Workers = 2, Prefetch = 16 });
        _ = Windows(loader.Epoch(0));
        Assert.InRange(data.MostAtOnce, 1, 2);
    }

    [Fact]
    public void BatchIsOver_AfterDisposal()
    {
        using var folder = new TemporaryFolder();
        var batch = Fluid(folder).Assemble(0, [0], 0);
        var x0 = batch.X0;
        Assert.Same(x0, batch.X0);
        using (NewDisposeScope())
        {
            _ = batch.Targets;
        }

        Assert.False(batch.Targets.IsInvalid);
        batch.Dispose();
        batch.Dispose();
        Assert.True(x0.IsInvalid);
        Assert.Throws<ObjectDisposedException>(() => batch.Masks);
    }

    private static FluidSequenceDataset Fluid(TemporaryFolder folder)
    {
        FluidFiles.Write(folder, "a.npz", frames: 20);
        FluidFiles.Write(folder, "b.npz", frames: 31);
        return FluidSequenceDataset.Open(folder.Root, FluidDatasetOptions.Training(horizon: 3));
    }

    private static List<byte[]> Contents(IEnumerable<FluidBatch> batches)
    {
        var result = new List<byte[]>();
        foreach (var batch in batches)
        {
            using (batch)
            {
                result.Add([.. batch.X0.bytes, .. batch.Targets.bytes, .. batch.Masks.bytes]);
            }
        }

        return result;
    }

    private static int[] Windows(IEnumerable<Numbers> batches) => [.. batches.SelectMany(b => b.Values)];

    private sealed class Numbers(int[] values, Counting owner) : IDisposable
    {
        private bool disposed;

        public int[] Values => values;

        public void Dispose()
        {
            if (!disposed)
            {
                disposed = true;
                owner.Release();
            }
        }
    }

    private sealed class Counting(int count) : IWindowDataset<Numbers>
    {
        private int alive;
        private int assembled;
        private int running;

        public int FailingWindow { get; init; } = -1;

        public TimeSpan Delay { get; init; }

        public int Alive => Volatile.Read(ref alive);

        public int Assembled => Volatile.Read(ref assembled);

        public int MostAtOnce { get; private set; }

        public int Count(int epoch) => count;

        public Numbers Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed)
        {
            int now = Interlocked.Increment(ref running);
            lock (this)
            {
                MostAtOnce = Math.Max(MostAtOnce, now);
            }

            Thread.Sleep(Delay);
            FailOn(windows);
            Interlocked.Increment(ref assembled);
            Interlocked.Increment(ref alive);
            Interlocked.Decrement(ref running);
            return new(windows.ToArray(), this);
        }

        public void Release() => Interlocked.Decrement(ref alive);

        public void FailOn(ReadOnlySpan<int> windows)
        {
            if (windows.Contains(FailingWindow))
            {
                throw new InvalidDataException($"window {FailingWindow} is bad");
            }
        }
    }
}
