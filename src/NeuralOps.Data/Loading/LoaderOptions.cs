namespace NeuralOps.Data;

/// <summary>How a <see cref="BatchLoader{TBatch}"/> orders windows and how far ahead it works.</summary>
public sealed record LoaderOptions
{
    /// <summary>Windows of a batch, at least 1.</summary>
    public int BatchSize { get; init => field = AtLeast(1, value, nameof(BatchSize)); } = 4;

    /// <summary>Whether each epoch has its own random order.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of the order and of the datasets' random draws.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Whether the last batch is left out when it is smaller than the others.</summary>
    public bool DropLast { get; init; }

    /// <summary>Batches put together at once; 0 does it on the consumer's thread. No result depends on it.</summary>
    public int Workers { get; init => field = AtLeast(0, value, nameof(Workers)); } = 1;

    /// <summary>Batches ready or in work ahead of the consumer, at least 1.</summary>
    public int Prefetch { get; init => field = AtLeast(1, value, nameof(Prefetch)); } = 4;

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
