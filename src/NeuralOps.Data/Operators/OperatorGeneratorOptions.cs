namespace NeuralOps.Data;

/// <summary>Size of a dataset that <see cref="OperatorGenerator"/> writes.</summary>
public sealed record OperatorGeneratorOptions
{
    /// <summary>N, at least 2.</summary>
    public int Samples { get; init => field = AtLeast(2, value, nameof(Samples)); } = 500;

    /// <summary>T, steps of a trajectory, at least 1.</summary>
    public int Steps { get; init => field = AtLeast(1, value, nameof(Steps)); } = 64;

    /// <summary>M, draws of the noise that features see; the file keeps the first trajectory. At least 1.</summary>
    public int Realizations { get; init => field = AtLeast(1, value, nameof(Realizations)); } = 1;

    /// <summary>H, at least 1.</summary>
    public int Height { get; init => field = AtLeast(1, value, nameof(Height)); } = 64;

    /// <summary>W, at least 1.</summary>
    public int Width { get; init => field = AtLeast(1, value, nameof(Width)); } = 64;

    /// <summary>Seed of the scrambling and of the first states.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Samples of a part: after each, an interrupted run can go on. At least 1.</summary>
    public int PartSize { get; init => field = AtLeast(1, value, nameof(PartSize)); } = 16;

    /// <summary>Whether the file keeps trajectories; features can do without.</summary>
    public bool StoresTrajectories { get; init; } = true;

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
