namespace NeuralOps.Models;

/// <summary>Options of <see cref="CategoryDiscovery"/>.</summary>
public sealed record CategoryDiscoveryOptions
{
    /// <summary>The largest number of clusters tried, at least 2.</summary>
    public int MaxClusters { get; init => field = AtLeast(2, value, nameof(MaxClusters)); } = 25;

    /// <summary>Features of the smallest cluster that stands on its own, at least 1.</summary>
    public int MinFeatures { get; init => field = AtLeast(1, value, nameof(MinFeatures)); } = 3;

    /// <summary>Families whose features, named <c>family::name</c>, form a category of their own.</summary>
    public IReadOnlyList<string> IsolatedFamilies { get; init; } = [];

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
