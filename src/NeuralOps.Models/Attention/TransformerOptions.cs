namespace NeuralOps.Models;

/// <summary>Sizes of transformer layers.</summary>
internal sealed record TransformerOptions
{
    /// <summary>D, a multiple of <see cref="Heads"/>.</summary>
    public required int Width { get; init; }

    /// <summary>H.</summary>
    public required int Heads { get; init; }

    /// <summary>F, width between the two linear maps.</summary>
    public required int FeedForward { get; init; }

    /// <summary>Probability of dropping a value.</summary>
    public required double Dropout { get; init; }

    /// <summary>Whether norms stand before attention and feed-forward part, otherwise after their sums.</summary>
    public bool NormFirst { get; init; }
}
