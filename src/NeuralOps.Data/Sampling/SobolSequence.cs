using System.Numerics;
using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// The Sobol sequence in up to 21 dimensions: the first 2^m points put one point into each of 2^m intervals of every
/// axis. Scrambled by a random lower-triangular binary matrix and a digital shift a dimension, which keeps that
/// property and makes each point uniform (Matoušek, J. Complexity 14 (1998), section 5).
/// </summary>
/// <remarks>Points are multiples of 2⁻²⁴, exact as float32 and below 1; a scrambling is a function of the stream's seed
/// and name alone, to the bit on every machine.</remarks>
public sealed class SobolSequence
{
    private const int Bits = 32;

    private readonly uint[][] directions;
    private readonly uint[] point;
    private uint index;

    /// <summary>Starts at the first point.</summary>
    /// <param name="dimensions">P, in [1, 21].</param>
    /// <param name="scramble">Draws the scrambling, from the start of its parts; null for the plain sequence, which
    /// begins at the origin.</param>
    /// <exception cref="ArgumentOutOfRangeException">More dimensions than 21, or none.</exception>
    public SobolSequence(int dimensions, RandomStream? scramble = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, SobolDirections.Dimensions);
        directions = [.. Enumerable.Range(0, dimensions).Select(SobolDirections.Of)];
        point = new uint[dimensions];
        for (int d = 0; scramble is not null && d < dimensions; d++)
        {
            Scramble(d, scramble.Split(FormattableString.Invariant($"dimension {d}")));
        }
    }

    /// <summary>Writes the next point.</summary>
    /// <param name="values">[P].</param>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public void Next(Span<float> values)
    {
        if (values.Length != point.Length)
        {
            throw new ArgumentException($"Expected {point.Length} values, got {values.Length}.", nameof(values));
        }

        int changed = BitOperations.TrailingZeroCount(~index++);
        for (int d = 0; d < point.Length; d++)
        {
            values[d] = (point[d] >> 8) * (1f / (1 << 24));
            point[d] ^= directions[d][changed % Bits];
        }
    }

    /// <summary>The next points.</summary>
    /// <param name="count">How many, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    public float[][] Draw(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        float[][] points = new float[count][];
        foreach (ref float[] values in points.AsSpan())
        {
            values = new float[point.Length];
            Next(values);
        }

        return points;
    }

    private void Scramble(int dimension, RandomStream random)
    {
        uint[] rows = new uint[Bits];
        for (int bit = 0; bit < Bits; bit++)
        {
            uint diagonal = 1u << (Bits - 1 - bit);
            uint above = ~((diagonal << 1) - 1);
            rows[bit] = diagonal | ((uint)random.NextUInt64() & above);
        }

        foreach (ref uint number in directions[dimension].AsSpan())
        {
            number = Multiply(rows, number);
        }

        point[dimension] = (uint)random.NextUInt64();
    }

    private static uint Multiply(uint[] rows, uint number)
    {
        uint product = 0;
        foreach (uint row in rows)
        {
            product = (product << 1) | (uint)(BitOperations.PopCount(row & number) & 1);
        }

        return product;
    }
}
