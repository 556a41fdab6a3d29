namespace NeuralOps.Models;

/// <summary>One level of a category's tokens.</summary>
public sealed record VqLevel
{
    /// <summary>Size of the codebook, at least 1.</summary>
    public required int NumTokens { get; init => field = AtLeastOne(value, nameof(NumTokens)); }

    /// <summary>Length of its codes, at least 1.</summary>
    public required int LatentDim { get; init => field = AtLeastOne(value, nameof(LatentDim)); }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
