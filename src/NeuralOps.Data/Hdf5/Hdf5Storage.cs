namespace NeuralOps.Data;

/// <summary>How the elements of a new dataset are laid out: in one piece, or in chunks.</summary>
public sealed record Hdf5Storage
{
    /// <summary>Extents of a chunk, from 1 up, one for each axis; null for one piece.</summary>
    public IReadOnlyList<long>? Chunks { get; init; }

    /// <summary>Whether the first axis can grow; needs chunks.</summary>
    public bool Extendible { get; init; }

    /// <summary>Strength of the deflate compression, 0 (none) to 9; needs chunks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not one of them.</exception>
    public int Gzip
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 9);
            field = value;
        }
    }

    /// <summary>
    /// Whether the first bytes of all elements come first, then the second ones, …, which helps compression; needs
    /// chunks.
    /// </summary>
    public bool Shuffle { get; init; }

    /// <summary>Rows to append and to read one at a time: each index of the first axis is a chunk.</summary>
    /// <param name="shape">Extents of the dataset; the first may be 0.</param>
    /// <param name="gzip">Strength of the compression, behind a shuffle; 0 for neither.</param>
    public static Hdf5Storage Rows(ReadOnlySpan<long> shape, int gzip = 4) => new()
    {
        Chunks = [1, .. shape[1..]],
        Extendible = true,
        Gzip = gzip,
        Shuffle = gzip > 0,
    };
}
