namespace NeuralOps.Data;

/// <summary>What all samples of an operator dataset have in common.</summary>
public sealed record OperatorDatasetLayout
{
    /// <summary>Name of the family of operators, e.g. <c>random_convolution</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>What θ means; the file carries it, so that operators can be built again from the file alone.</summary>
    public required ParameterSpace Space { get; init; }

    /// <summary>C, at least 1.</summary>
    public int Channels { get; init => field = AtLeast(1, value, nameof(Channels)); } = 1;

    /// <summary>H, at least 1.</summary>
    public int Height { get; init => field = AtLeast(1, value, nameof(Height)); } = 64;

    /// <summary>W, at least 1.</summary>
    public int Width { get; init => field = AtLeast(1, value, nameof(Width)); } = 64;

    /// <summary>T, states after the first; 0 for a file without trajectories.</summary>
    public int Steps { get; init => field = AtLeast(0, value, nameof(Steps)); } = 64;

    /// <summary>The seed that the samples were drawn with.</summary>
    public ulong Seed { get; init; } = 42;

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
