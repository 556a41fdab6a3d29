namespace NeuralOps.Models;

/// <summary>A group of features with tokens of its own.</summary>
public sealed record VqCategory
{
    /// <summary>Its name, which stands in the names of its weights: not empty, without '.'.</summary>
    public required string Name
    {
        get;
        init => field = value.Length > 0 && !value.Contains('.', StringComparison.Ordinal)
            ? value
            : throw new ArgumentException(
                $"Expected a category name that is not empty and has no '.', got '{value}'.", nameof(Name));
    }

    /// <summary>The columns of the features that belong to it, at least one.</summary>
    public required IReadOnlyList<int> Indices
    {
        get;
        init => field = value.Count > 0
            ? value
            : throw new ArgumentException("Expected at least one feature in a category, got none.", nameof(Indices));
    }

    /// <summary>Its levels from coarse to fine, at least one.</summary>
    public required IReadOnlyList<VqLevel> Levels
    {
        get;
        init => field = value.Count > 0
            ? value
            : throw new ArgumentException("Expected at least one level in a category, got none.", nameof(Levels));
    }
}
