using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Single arrays in NumPy's NPY format, versions 1 to 3
/// (<see href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</see>).
/// </summary>
public static class NpyFile
{
    /// <summary>Reads an array as it is stored.</summary>
    /// <param name="path">An <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no NPY file, is shorter or longer than its header says, holds an object, structured, time or long
    /// double array, or is larger than 2 GiB (see <see cref="OpenMapped"/>).
    /// </exception>
    public static NpyArray Read(string path)
    {
        using var stream = File.OpenRead(path);
        return Read(stream, stream.Length, path);
    }

    /// <summary>Reads only what a file says about its array.</summary>
    /// <param name="path">An <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read(string)"/>.</exception>
    public static NpyHeader ReadHeader(string path)
    {
        using var stream = File.OpenRead(path);
        return NpyHeader.Read(stream, stream.Length, path, out _);
    }

    /// <summary>Maps an array of any size into memory; its pages are read when touched.</summary>
    /// <param name="path">An <c>.npy</c> file.</param>
    /// <exception cref="InvalidDataException">As of <see cref="Read(string)"/>, except for the size.</exception>
    public static NpyMapping OpenMapped(string path)
    {
        NpyHeader header;
        long offset;
        using (var stream = File.OpenRead(path))
        {
            header = NpyHeader.Read(stream, stream.Length, path, out offset);
        }

        return new(path, header, offset, path);
    }

    /// <summary>Writes an array; the file appears whole or not at all.</summary>
    /// <param name="path">The <c>.npy</c> file, replaced if it exists.</param>
    /// <param name="array">Written in its own element type, byte order and axis order.</param>
    public static void Write(string path, NpyArray array) => AtomicFile.Write(path, stream => Write(stream, array));

    internal static void Write(Stream stream, NpyArray array)
    {
        new NpyHeader(array.Type, array.Shape, array.FortranOrder).Write(stream);
        stream.Write(array.Bytes);
    }

    internal static NpyArray Read(Stream stream, long length, string where)
    {
        var header = NpyHeader.Read(stream, length, where, out _);
        if (header.ByteCount > Array.MaxLength)
        {
            throw FileError.At(where,
                $"the array takes {header.ByteCount} bytes, more than the {Array.MaxLength} of one .NET array; map it "
                + "instead.");
        }

        byte[] bytes = GC.AllocateUninitializedArray<byte>((int)header.ByteCount);
        int got = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (got != bytes.Length || stream.ReadByte() >= 0)
        {
            throw FileError.At(where,
                $"expected {bytes.Length} bytes of data, found {(got < bytes.Length ? got : "more")}.");
        }

        return new(header.Type, [.. header.Shape], header.FortranOrder, bytes, where);
    }
}
