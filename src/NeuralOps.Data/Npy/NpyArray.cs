using System.Runtime.InteropServices;

namespace NeuralOps.Data;

/// <summary>
/// A NumPy array in memory with the element type, byte order and axis order it has on disk.
/// </summary>
/// <remarks>
/// Elements are seen as .NET values of exactly their type: <c>b1</c> bool, <c>i1…i8</c> sbyte to long, <c>u1…u8</c>
/// byte to ulong, <c>f2</c> Half, <c>f4</c> float, <c>f8</c> double, <c>c8</c> (float, float), <c>c16</c> Complex,
/// <c>S</c> and <c>U</c> string. <see cref="ToTensor"/> and <see cref="ToFloats"/> convert.
/// </remarks>
public sealed partial class NpyArray
{
    private readonly byte[] bytes;
    private readonly long[] shape;

    internal NpyArray(NpyType type, long[] shape, bool fortranOrder, byte[] bytes, string source)
    {
        Type = type;
        this.shape = shape;
        FortranOrder = fortranOrder;
        this.bytes = bytes;
        Source = source;
        RequireBooleans(type, bytes, 0, source);
    }

    /// <summary>Element type as stored.</summary>
    public NpyType Type { get; }

    /// <summary>Extents, outermost first; empty for a single value.</summary>
    public IReadOnlyList<long> Shape => shape;

    /// <summary>Whether the first axis varies fastest in <see cref="Bytes"/>.</summary>
    public bool FortranOrder { get; }

    /// <summary>The elements as stored.</summary>
    public ReadOnlySpan<byte> Bytes => bytes;

    /// <summary>The file, and the array in it, this came from; begins the error texts.</summary>
    public string Source { get; }

    /// <summary>Number of elements.</summary>
    public long Count => bytes.Length / Type.ItemSize;

    /// <summary>
    /// Whether the elements lie in C order and this machine's byte order, so that <see cref="AsSpan{T}"/> needs no
    /// copy.
    /// </summary>
    public bool IsNative => !Reordered && !Type.BigEndian;

    private bool Reordered => FortranOrder && shape.Count(n => n != 1) > 1;

    /// <summary>Makes an array of values in C order.</summary>
    /// <typeparam name="T">Element type, see the remarks of this class.</typeparam>
    /// <param name="values">The elements, copied; the last axis varies fastest.</param>
    /// <param name="shape">Extents; none for a single value.</param>
    /// <exception cref="ArgumentException">The shape does not hold that many elements.</exception>
    public static NpyArray Create<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        RequireCount(values.Length, shape);
        return new(NpyType.Of<T>(), shape.ToArray(), false, MemoryMarshal.AsBytes(values).ToArray(), "array in memory");
    }

    /// <inheritdoc cref="Create{T}(ReadOnlySpan{T}, ReadOnlySpan{long})"/>
    public static NpyArray Create<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged =>
        Create((ReadOnlySpan<T>)values, shape);

    /// <summary>This array, or where it is big-endian or in Fortran order a converted copy that is not.</summary>
    public NpyArray ToNative()
    {
        if (IsNative)
        {
            return this;
        }

        byte[] result = Reordered ? ByteOrder.ToRowMajor(bytes, shape, Type.ItemSize) : (byte[])bytes.Clone();
        if (Type.BigEndian)
        {
            ByteOrder.Swap(result, Type.SwapUnit);
        }

        return new(Type with { BigEndian = false }, shape, false, result, Source);
    }

    /// <summary>The elements in C order, without a copy.</summary>
    /// <typeparam name="T">Exactly the stored element type.</typeparam>
    /// <exception cref="InvalidDataException">The array holds another type.</exception>
    /// <exception cref="InvalidOperationException">The array is big-endian or in Fortran order.</exception>
    public ReadOnlySpan<T> AsSpan<T>() where T : unmanaged
    {
        RequireType<T>(Type, Source);
        if (!IsNative)
        {
            string order = Type.BigEndian ? "big-endian" : "in Fortran order";
            throw new InvalidOperationException($"{Source}: stored {order}; call ToNative() first.");
        }

        return MemoryMarshal.Cast<byte, T>(bytes);
    }

    /// <summary>A copy of the elements in C order.</summary>
    /// <typeparam name="T">Exactly the stored element type.</typeparam>
    /// <exception cref="InvalidDataException">The array holds another type.</exception>
    public T[] ToArray<T>() where T : unmanaged
    {
        RequireType<T>(Type, Source);
        return ToNative().AsSpan<T>().ToArray();
    }

    internal static void RequireType<T>(NpyType type, string source) where T : unmanaged
    {
        if (NpyType.Find(typeof(T)) != (type with { BigEndian = false }))
        {
            throw FileError.At(source,
                $"expected elements of type {NpyType.Find(typeof(T))?.Name ?? typeof(T).Name}, found {type.Name}.");
        }
    }

    /// <summary>A bool is 0 or 1: in .NET any other byte is neither true nor false, and NumPy writes none.</summary>
    internal static void RequireBooleans(NpyType type, ReadOnlySpan<byte> bytes, long first, string source)
    {
        int at = type.Kind == NpyKind.Bool ? bytes.IndexOfAnyExceptInRange((byte)0, (byte)1) : -1;
        if (at >= 0)
        {
            throw FileError.At(source, $"a bool is stored as 0 or 1, found 0x{bytes[at]:X2} at element {first + at}.");
        }
    }

    private static void RequireCount(long count, ReadOnlySpan<long> shape)
    {
        long expected = 1;
        foreach (long n in shape)
        {
            expected = checked(expected * n);
        }

        if (expected != count)
        {
            string holds = FormattableString.Invariant($"holds {expected} elements, got {count}");
            throw new ArgumentException($"Shape {NpyHeader.Describe(shape.ToArray())} {holds}.", nameof(shape));
        }
    }
}
