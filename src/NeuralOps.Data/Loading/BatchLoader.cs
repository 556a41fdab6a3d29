using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Batches of a dataset, put together ahead of the consumer on background threads, in an order that depends only on
/// seed and epoch.
/// </summary>
/// <remarks>
/// The order of an epoch is a permutation from the stream <c>shuffle/EPOCH</c>; resuming at a batch gives bitwise the
/// batches of the uninterrupted epoch, whatever the number of workers. An exception of a worker reaches the consumer in
/// the failed batch's place with its stack. Ending an enumeration early stops the workers and disposes of what they had
/// made. The consumer disposes of each batch.
/// </remarks>
/// <typeparam name="TBatch">The dataset's batch.</typeparam>
public sealed class BatchLoader<TBatch> : IBatchSource<TBatch> where TBatch : IDisposable
{
    private readonly IWindowDataset<TBatch> dataset;
    private readonly LoaderOptions options;
    private readonly CancellationTokenSource disposal = new();

    /// <summary>Makes a loader.</summary>
    /// <param name="dataset">Where the windows come from.</param>
    /// <param name="options">Batch size, order and workers; by default those of <see cref="LoaderOptions"/>.</param>
    /// <exception cref="ArgumentException">The dataset does not fill one batch.</exception>
    public BatchLoader(IWindowDataset<TBatch> dataset, LoaderOptions? options = null)
    {
        this.dataset = dataset;
        this.options = options ?? new();
        if (BatchesPerEpoch == 0)
        {
            string found = FormattableString.Invariant(
                $"{dataset.Count(0)} windows, less than one batch of {this.options.BatchSize}");
            throw new ArgumentException($"The dataset has {found}.", nameof(dataset));
        }
    }

    /// <summary>Batches of epoch 0, which has the most; see <see cref="BatchesIn"/>.</summary>
    public int BatchesPerEpoch => BatchesIn(0);

    /// <summary>
    /// Batches of an epoch: a dataset whose windows start later in later epochs may have one fewer there.
    /// </summary>
    /// <param name="epoch">The epoch, counted from 0.</param>
    public int BatchesIn(int epoch)
    {
        int count = dataset.Count(epoch);
        return options.DropLast ? count / options.BatchSize : (count + options.BatchSize - 1) / options.BatchSize;
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The epoch is negative, or the batch lies outside [0, <see cref="BatchesPerEpoch"/>].
    /// </exception>
    public IEnumerable<TBatch> Epoch(int epoch, int firstBatch = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstBatch, BatchesPerEpoch);
        ObjectDisposedException.ThrowIf(disposal.IsCancellationRequested, this);
        return options.Workers == 0 ? Direct(epoch, firstBatch) : Ahead(epoch, firstBatch);
    }

    /// <summary>Stops the workers of every enumeration.</summary>
    public void Dispose()
    {
        if (!disposal.IsCancellationRequested)
        {
            disposal.Cancel();
        }
    }

    private IEnumerable<TBatch> Direct(int epoch, int firstBatch)
    {
        int[] order = Order(epoch);
        for (int batch = firstBatch; batch < BatchesIn(epoch); batch++)
        {
            ObjectDisposedException.ThrowIf(disposal.IsCancellationRequested, this);
            yield return Assemble(epoch, order, batch);
        }
    }

    private IEnumerable<TBatch> Ahead(int epoch, int firstBatch)
    {
        int[] order = Order(epoch);
        int next = firstBatch;
        int end = BatchesIn(epoch);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(disposal.Token);
        var scheduler = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, options.Workers)
            .ConcurrentScheduler;
        var workers = new TaskFactory<TBatch>(
            stop.Token, TaskCreationOptions.DenyChildAttach, TaskContinuationOptions.None, scheduler);
        var ahead = new Queue<Task<TBatch>>();
        try
        {
            while (true)
            {
                while (next < end && ahead.Count < options.Prefetch)
                {
                    int batch = next++;
                    ahead.Enqueue(workers.StartNew(() => Assemble(epoch, order, batch)));
                }

                if (ahead.Count == 0)
                {
                    yield break;
                }

                ObjectDisposedException.ThrowIf(disposal.IsCancellationRequested, this);
                yield return ahead.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            stop.Cancel();
            foreach (var task in ahead)
            {
                DisposeOf(task);
            }
        }
    }

    /// <summary>Waits for a batch that nobody will take; its failure is nobody's either.</summary>
    private static void DisposeOf(Task<TBatch> task)
    {
        ((IAsyncResult)task).AsyncWaitHandle.WaitOne();
        if (task.IsCompletedSuccessfully)
        {
            task.GetAwaiter().GetResult().Dispose();
        }
    }

    private int[] Order(int epoch)
    {
        int count = dataset.Count(epoch);
        return options.Shuffle
            ? new RandomStream(options.Seed, FormattableString.Invariant($"shuffle/{epoch}")).Permutation(count)
            : [.. Enumerable.Range(0, count)];
    }

    private TBatch Assemble(int epoch, int[] order, int batch)
    {
        int first = batch * options.BatchSize;
        int size = Math.Min(options.BatchSize, order.Length - first);
        return dataset.Assemble(epoch, order.AsSpan(first, size), options.Seed);
    }
}
