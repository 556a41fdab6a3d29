using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace NeuralOps.Data;

/// <summary>What an NPY file says about its array before the data begin.</summary>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Extents, outermost first; empty for a single value.</param>
/// <param name="FortranOrder">Whether the first axis varies fastest in the file.</param>
public sealed record NpyHeader(NpyType Type, IReadOnlyList<long> Shape, bool FortranOrder)
{
    private const int MaxHeaderBytes = 1 << 20;

    private static readonly string[] Keys = ["descr", "fortran_order", "shape"];

    /// <summary>Number of elements.</summary>
    public long Count => ByteCount == 0 ? 0 : ByteCount / Type.ItemSize;

    /// <summary>Bytes of all elements.</summary>
    public long ByteCount => (long)BytesNeeded(Shape, Type);

    /// <summary>The shape as Python writes it, for instance <c>(5,)</c>.</summary>
    internal string ShapeText => Describe(Shape);

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>
    /// Reads a header and checks that exactly its array's bytes follow, before anything is allocated for them.
    /// </summary>
    /// <param name="stream">The file, at its beginning.</param>
    /// <param name="length">Bytes the file or archive entry holds.</param>
    /// <param name="where">Begins each error text.</param>
    /// <param name="dataOffset">Where the data begin.</param>
    internal static NpyHeader Read(Stream stream, long length, string where, out long dataOffset)
    {
        Span<byte> prefix = stackalloc byte[12];
        int got = stream.ReadAtLeast(prefix[..10], 10, throwOnEndOfStream: false);
        if (!prefix[..Math.Min(got, 6)].SequenceEqual(Magic[..Math.Min(got, 6)]) || got == 0)
        {
            throw FileError.At(where,
                "not an NPY file: expected it to begin with 93 4E 55 4D 50 59 ('\\x93NUMPY'), "
                + $"found {Bytes(prefix[..Math.Min(got, 6)])}.");
        }

        if (got < 10)
        {
            throw FileError.At(where, $"truncated: an NPY header takes at least 10 bytes, found {got}.");
        }

        if (prefix[6] is < 1 or > 3 || prefix[7] != 0)
        {
            throw FileError.At(where, $"NPY format {prefix[6]}.{prefix[7]} is unknown; expected 1.0, 2.0 or 3.0.");
        }

        bool wide = prefix[6] > 1;
        got += wide ? stream.ReadAtLeast(prefix[10..], 2, throwOnEndOfStream: false) : 0;
        long size = wide
            ? BinaryPrimitives.ReadUInt32LittleEndian(prefix[8..])
            : BinaryPrimitives.ReadUInt16LittleEndian(prefix[8..]);
        dataOffset = (wide ? 12 : 10) + size;
        if (dataOffset > length || size > MaxHeaderBytes)
        {
            throw FileError.At(where,
                $"truncated or damaged: the NPY header claims {size} bytes, {Math.Max(0, length - got)} follow.");
        }

        byte[] text = new byte[size];
        got = stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        if (got < text.Length)
        {
            throw FileError.At(where, $"truncated or damaged: the NPY header claims {size} bytes, {got} follow.");
        }

        var header = Parse((prefix[6] == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text), where);
        header.RequireLength(length - dataOffset, where);
        return header;
    }

    /// <summary>
    /// Writes the header as NumPy does: the oldest version that fits, filled up to a multiple of 64 bytes.
    /// </summary>
    internal void Write(Stream stream)
    {
        string order = FortranOrder ? "True" : "False";
        string dictionary = $"{{'descr': '{Type.Descr}', 'fortran_order': {order}, 'shape': {ShapeText}, }}";
        bool wide = dictionary.Length > ushort.MaxValue - 128;
        int prefix = wide ? 12 : 10;
        int total = (prefix + dictionary.Length + 1 + 63) / 64 * 64;
        byte[] bytes = new byte[total];
        bytes.AsSpan().Fill((byte)' ');
        Magic.CopyTo(bytes);
        bytes[6] = (byte)(wide ? 2 : 1);
        bytes[7] = 0;
        if (wide)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), total - prefix);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)(total - prefix));
        }

        Encoding.ASCII.GetBytes(dictionary, bytes.AsSpan(prefix));
        bytes[^1] = (byte)'\n';
        stream.Write(bytes);
    }

    private static NpyHeader Parse(string text, string where)
    {
        object value;
        try
        {
            value = PythonLiteral.Parse(text.AsSpan().TrimEnd());
        }
        catch (FormatException e)
        {
            throw FileError.At(where, $"the NPY header is damaged: {e.Message}.", e);
        }

        if (value is not Dictionary<string, object> entries)
        {
            throw FileError.At(where, $"the NPY header must be a dictionary, found {PythonLiteral.Show(value)}.");
        }

        if (!entries.Keys.Order(StringComparer.Ordinal).SequenceEqual(Keys))
        {
            throw FileError.At(where, $"the NPY header must have the keys {Quote(Keys)}, found {Quote(entries.Keys)}.");
        }

        var type = NpyType.Parse(entries["descr"], where);
        bool fortran = entries["fortran_order"] as bool?
            ?? throw FileError.At(where,
                $"'fortran_order' must be True or False, found {PythonLiteral.Show(entries["fortran_order"])}.");
        if (entries["shape"] is not object[] tuple || !tuple.All(n => n is >= 0L))
        {
            throw FileError.At(where,
                $"'shape' must be a tuple of integers from 0 up, found {PythonLiteral.Show(entries["shape"])}.");
        }

        return new(type, [.. tuple.Select(n => (long)n)], fortran);
    }

    private void RequireLength(long available, string where)
    {
        if (BytesNeeded(Shape, Type) is var needed && needed != (UInt128)available)
        {
            string bytes = needed == UInt128.MaxValue
                ? "more than 2^128"
                : needed.ToString(CultureInfo.InvariantCulture);
            throw FileError.At(where,
                $"shape {ShapeText} of {Type.Name} takes {bytes} bytes, {available} follow the header.");
        }
    }

    private static UInt128 BytesNeeded(IReadOnlyList<long> shape, NpyType type)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        UInt128 bytes = (UInt128)type.ItemSize;
        foreach (long n in shape)
        {
            if (bytes > UInt128.MaxValue / (UInt128)n)
            {
                return UInt128.MaxValue;
            }

            bytes *= (UInt128)n;
        }

        return bytes;
    }

    internal static string Describe(IEnumerable<long> shape) =>
        PythonLiteral.Show(shape.Select(n => (object)n).ToArray());

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"'{n}'"));

    private static string Bytes(ReadOnlySpan<byte> bytes) =>
        bytes.IsEmpty ? "nothing" : BitConverter.ToString(bytes.ToArray()).Replace('-', ' ');
}
