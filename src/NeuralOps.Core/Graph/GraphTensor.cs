namespace NeuralOps.Core;

/// <summary>A constant tensor of a graph: weights, shapes, scalars.</summary>
/// <param name="Name">The value's name within the graph.</param>
/// <param name="Element">Element type of <paramref name="Bytes"/>.</param>
/// <param name="Dims">Axis lengths; empty for a scalar.</param>
/// <param name="Bytes">Elements in row-major order, little endian.</param>
public sealed record GraphTensor(
    string Name, GraphElement Element, IReadOnlyList<long> Dims, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Whether element type, shape and every byte agree; names are not compared.</summary>
    /// <param name="other">The tensor to compare with.</param>
    public bool HasContentOf(GraphTensor other) =>
        Element == other.Element && Dims.SequenceEqual(other.Dims) && Bytes.Span.SequenceEqual(other.Bytes.Span);
}
