using System.Globalization;

namespace NeuralOps.Core;

/// <summary>One axis length of a graph's input or output: a number, or a symbol that is free at run time.</summary>
public readonly record struct GraphDim
{
    /// <summary>A fixed length.</summary>
    /// <param name="length">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="length"/> is below 1.</exception>
    public GraphDim(long length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        Length = length;
    }

    /// <summary>A length that the caller of the model chooses.</summary>
    /// <param name="symbol">Its name; equal symbols are equal lengths.</param>
    /// <exception cref="ArgumentException"><paramref name="symbol"/> is empty.</exception>
    public GraphDim(string symbol)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(symbol);
        Symbol = symbol;
    }

    /// <summary>The fixed length, or 0 for a symbol.</summary>
    public long Length { get; }

    /// <summary>The symbol, or null for a fixed length.</summary>
    public string? Symbol { get; }

    /// <summary>A fixed length.</summary>
    /// <param name="length">At least 1.</param>
    public static implicit operator GraphDim(long length) => new(length);

    /// <summary>A symbolic length.</summary>
    /// <param name="symbol">Its name.</param>
    public static implicit operator GraphDim(string symbol) => new(symbol);

    /// <inheritdoc/>
    public override string ToString() => Symbol ?? Length.ToString(CultureInfo.InvariantCulture);
}
