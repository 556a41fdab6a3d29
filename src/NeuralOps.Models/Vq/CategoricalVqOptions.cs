namespace NeuralOps.Models;

/// <summary>Options of a <see cref="CategoricalVqVae"/>.</summary>
public sealed record CategoricalVqOptions
{
    /// <summary>Number F of features, at least 1.</summary>
    public required int InputDim { get; init => field = AtLeastOne(value, nameof(InputDim)); }

    /// <summary>The groups of features, in the order of their tokens; a feature may be in several or in none.</summary>
    public required IReadOnlyList<VqCategory> Categories
    {
        get;
        init => field = value.Count > 0
            ? value
            : throw new ArgumentException("Expected at least one category, got none.", nameof(Categories));
    }

    /// <summary>Width of a category's embedding, at least 1.</summary>
    public int GroupEmbeddingDim { get; init => field = AtLeastOne(value, nameof(GroupEmbeddingDim)); } = 64;

    /// <summary>Width of the layer before the embedding, at least 1.</summary>
    public int GroupHiddenDim { get; init => field = AtLeastOne(value, nameof(GroupHiddenDim)); } = 128;

    /// <summary>As of <see cref="VectorQuantizerOptions.CommitmentCost"/>.</summary>
    public double CommitmentCost { get; init; } = 0.25;

    /// <summary>As of <see cref="VectorQuantizerOptions.Decay"/>.</summary>
    public double Decay { get; init; } = 0.99;

    /// <summary>Probability in [0, 1) of dropping a hidden value.</summary>
    public double Dropout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Dropout));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(Dropout));
            field = value;
        }
    } = 0.1;

    /// <summary>As of <see cref="VectorQuantizerOptions.EmaStart"/>.</summary>
    public EmaStart EmaStart { get; init; } = EmaStart.One;

    /// <summary>As of <see cref="VectorQuantizerOptions.RotationTrick"/>.</summary>
    public bool RotationTrick { get; init; }

    internal VectorQuantizerOptions Quantizer(VqLevel level) => new()
    {
        NumEmbeddings = level.NumTokens,
        EmbeddingDim = level.LatentDim,
        CommitmentCost = CommitmentCost,
        Decay = Decay,
        EmaStart = EmaStart,
        RotationTrick = RotationTrick,
    };

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
