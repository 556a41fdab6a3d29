using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace NeuralOps.Data;

/// <summary>
/// Reads the central directory of a zip archive, zip64 included, trusting no number in it: every range must lie inside
/// the file (PKWARE APPNOTE 6.3, sections 4.3 and 4.5).
/// </summary>
internal static class ZipDirectory
{
    private const uint LocalMark = 0x04034b50;
    private const uint EntryMark = 0x02014b50;
    private const uint EndMark = 0x06054b50;
    private const uint End64Mark = 0x06064b50;
    private const uint Locator64Mark = 0x07064b50;
    private const int EndLength = 22;
    private const int EntryLength = 46;
    private const int LocalLength = 30;

    public static List<ZipEntry> Read(SafeFileHandle file, string path)
    {
        long length = RandomAccess.GetLength(file);
        var (start, size, count) = FindDirectory(file, length, path);
        byte[] directory = ReadRange(file, start, size, path);
        var entries = new List<ZipEntry>();
        int at = 0;
        for (ulong i = 0; i < count; i++)
        {
            entries.Add(ReadEntry(directory, ref at, start, path));
        }

        return entries;
    }

    /// <summary>Where an entry's bytes begin; the local header may be longer than the directory says.</summary>
    public static long DataOffset(SafeFileHandle file, ZipEntry entry, string where)
    {
        byte[] header = ReadRange(file, entry.LocalHeader, LocalLength, where);
        long offset = entry.LocalHeader + LocalLength + U16(header, 26) + U16(header, 28);
        return U32(header, 0) == LocalMark && offset + entry.CompressedLength <= RandomAccess.GetLength(file)
            ? offset
            : throw FileError.At(where, "the archive is damaged: the entry does not begin where its directory says.");
    }

    private static (long Start, long Size, ulong Count) FindDirectory(SafeFileHandle file, long length, string path)
    {
        int tailLength = (int)Math.Min(length, EndLength + ushort.MaxValue);
        byte[] tail = ReadRange(file, length - tailLength, tailLength, path);
        int end = tailLength - EndLength;
        while (end >= 0 && !(U32(tail, end) == EndMark && end + EndLength + U16(tail, end + 20) == tailLength))
        {
            end--;
        }

        if (end < 0)
        {
            throw tailLength >= 2 && ReadRange(file, 0, 2, path) is [(byte)'P', (byte)'K']
                ? FileError.At(path, "truncated: the zip archive has no central directory at its end.")
                : FileError.At(path, "not an NPZ file: expected a zip archive.");
        }

        ulong count = U16(tail, end + 10);
        ulong size = U32(tail, end + 12);
        ulong start = U32(tail, end + 16);
        ulong limit = (ulong)(length - tailLength + end);
        if (count == ushort.MaxValue || size == uint.MaxValue || start == uint.MaxValue)
        {
            ReadEnd64(file, (long)limit, path, ref start, ref size, ref count);
        }

        if (start > limit || size > limit - start || size > (ulong)Array.MaxLength || count > size / EntryLength)
        {
            throw FileError.At(path, "the zip archive is damaged: its central directory lies outside the file.");
        }

        return ((long)start, (long)size, count);
    }

    private static void ReadEnd64(
        SafeFileHandle file, long end, string path, ref ulong start, ref ulong size, ref ulong count)
    {
        const int locatorLength = 20, recordLength = 56;
        byte[] locator = end >= locatorLength ? ReadRange(file, end - locatorLength, locatorLength, path) : [];
        if (locator.Length == 0 || U32(locator, 0) != Locator64Mark)
        {
            return;
        }

        ulong at = U64(locator, 8);
        byte[] record = at <= (ulong)end ? ReadRange(file, (long)at, recordLength, path) : [];
        if (record.Length == 0 || U32(record, 0) != End64Mark)
        {
            throw FileError.At(path, "the zip archive is damaged: its zip64 directory record is missing.");
        }

        (count, size, start) = (U64(record, 32), U64(record, 40), U64(record, 48));
    }

    private static ZipEntry ReadEntry(byte[] directory, ref int at, long limit, string path)
    {
        if (directory.Length - at < EntryLength || U32(directory, at) != EntryMark)
        {
            throw FileError.At(path, "the zip archive is damaged: its central directory is incomplete.");
        }

        int nameLength = U16(directory, at + 28);
        int extraLength = U16(directory, at + 30);
        int next = at + EntryLength + nameLength + extraLength + U16(directory, at + 32);
        if (next > directory.Length)
        {
            throw FileError.At(path, "the zip archive is damaged: its central directory is incomplete.");
        }

        string name = Encoding.UTF8.GetString(directory, at + EntryLength, nameLength);
        ulong length = U32(directory, at + 24);
        ulong compressed = U32(directory, at + 20);
        ulong local = U32(directory, at + 42);
        var wide = Extra64(directory.AsSpan(at + EntryLength + nameLength, extraLength));
        Widen(ref length, ref wide);
        Widen(ref compressed, ref wide);
        Widen(ref local, ref wide);
        if (local > (ulong)limit || compressed > (ulong)limit - local || length > long.MaxValue)
        {
            throw FileError.At(path, $"the zip archive is damaged: entry '{name}' lies outside the file.");
        }

        if ((U16(directory, at + 8) & 1) != 0)
        {
            throw FileError.At(path, $"entry '{name}' is encrypted; encrypted archives are not read.");
        }

        var entry = new ZipEntry(
            name, (long)local, (long)compressed, (long)length, U16(directory, at + 10), U32(directory, at + 16));
        at = next;
        return entry;
    }

    private static ReadOnlySpan<byte> Extra64(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra);
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
            {
                break;
            }

            if (id == 1)
            {
                return extra.Slice(4, size);
            }

            extra = extra[(4 + size)..];
        }

        return [];
    }

    private static void Widen(ref ulong value, ref ReadOnlySpan<byte> wide)
    {
        if (value == uint.MaxValue && wide.Length >= 8)
        {
            value = BinaryPrimitives.ReadUInt64LittleEndian(wide);
            wide = wide[8..];
        }
    }

    private static byte[] ReadRange(SafeFileHandle file, long offset, long count, string path)
    {
        byte[] bytes = new byte[count];
        int got = 0;
        while (got < bytes.Length)
        {
            int n = RandomAccess.Read(file, bytes.AsSpan(got), offset + got);
            got += n > 0 ? n : throw FileError.At(path, "the zip archive is truncated.");
        }

        return bytes;
    }

    private static ushort U16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint U32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong U64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
