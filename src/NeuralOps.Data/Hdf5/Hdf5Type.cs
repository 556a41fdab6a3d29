namespace NeuralOps.Data;

/// <summary>The type of the elements of a dataset or attribute.</summary>
/// <param name="Kind">What an element is.</param>
/// <param name="Name">
/// In words, for instance <c>float32</c>, <c>int16 big-endian</c>, <c>string[20]</c>, <c>sequence of int32</c>,
/// <c>compound {x float32, y float32}</c> or <c>float32[3]</c>.
/// </param>
/// <param name="Element">
/// What numbers, also those of a sequence, are read as: the narrowest type that holds them exactly, except that a float
/// of more than 64 bits is rounded. Enums are read as their integers (as bool where they are FALSE and TRUE in one
/// byte), bit fields as unsigned integers, opaque elements as their bytes, compounds of the real numbers <c>r</c> and
/// <c>i</c> as complex numbers.
/// </param>
/// <param name="Extents">Extents of an array type; they follow those of the dataset. Empty for a single value.</param>
/// <param name="Members">Names of the members of a compound.</param>
public sealed record Hdf5Type(
    Hdf5TypeKind Kind,
    string Name,
    NpyType? Element,
    IReadOnlyList<long> Extents,
    IReadOnlyList<string> Members)
{
    /// <summary>Bytes of one element in the file.</summary>
    internal long StoredSize { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
