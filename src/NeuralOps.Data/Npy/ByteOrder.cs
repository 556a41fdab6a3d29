using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace NeuralOps.Data;

/// <summary>Brings stored elements into this machine's byte order and C order.</summary>
internal static class ByteOrder
{
    /// <summary>Reverses each group of <paramref name="unit"/> bytes in place.</summary>
    public static void Swap(Span<byte> bytes, int unit)
    {
        switch (unit)
        {
            case 2:
                var two = MemoryMarshal.Cast<byte, short>(bytes);
                BinaryPrimitives.ReverseEndianness(two, two);
                break;
            case 4:
                var four = MemoryMarshal.Cast<byte, int>(bytes);
                BinaryPrimitives.ReverseEndianness(four, four);
                break;
            case 8:
                var eight = MemoryMarshal.Cast<byte, long>(bytes);
                BinaryPrimitives.ReverseEndianness(eight, eight);
                break;
        }
    }

    /// <summary>Copies elements whose first axis varies fastest so that the last one does.</summary>
    public static byte[] ToRowMajor(ReadOnlySpan<byte> source, long[] shape, int itemSize)
    {
        byte[] result = GC.AllocateUninitializedArray<byte>(source.Length);
        if (source.IsEmpty)
        {
            return result;
        }

        int inner = (int)shape[^1];
        int innerStep = source.Length / inner;
        int[] index = new int[shape.Length - 1];
        for (int row = 0; row < result.Length; row += inner * itemSize)
        {
            CopyRow(
                source[(itemSize * Offset(index, shape))..], result.AsSpan(row, inner * itemSize), innerStep, itemSize);
            Advance(index, shape);
        }

        return result;
    }

    private static void CopyRow(ReadOnlySpan<byte> source, Span<byte> row, int step, int itemSize)
    {
        for (int to = 0, from = 0; to < row.Length; to += itemSize, from += step)
        {
            source.Slice(from, itemSize).CopyTo(row[to..]);
        }
    }

    private static int Offset(int[] index, long[] shape)
    {
        int offset = 0;
        for (int axis = index.Length - 1; axis >= 0; axis--)
        {
            offset = (offset * (int)shape[axis]) + index[axis];
        }

        return offset;
    }

    private static void Advance(int[] index, long[] shape)
    {
        for (int axis = index.Length - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--)
        {
            index[axis] = 0;
        }
    }
}
