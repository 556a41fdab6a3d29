using System.Text;

namespace NeuralOps.Onnx;

/// <summary>Walks protobuf fields of a seekable stream and skips what is not asked for. No length is trusted before
/// it is compared with what is left.</summary>
internal sealed class ProtoReader(string path, Stream stream)
{
    private const int MaximumTextBytes = 1 << 24;

    internal long Position => stream.Position;

    internal long Length => stream.Length;

    /// <summary>Reads the next field's number and wire type.</summary>
    internal (int Field, int Type) ReadTag(long end)
    {
        var tag = ReadNumber(end);
        var field = tag >> 3;
        return field is > 0 and < 1 << 29
            ? ((int)field, (int)(tag & 7))
            : throw Damaged($"field number {field}");
    }

    internal long ReadNumber(long end)
    {
        ulong number = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = stream.Position < end ? stream.ReadByte() : -1;
            if (next < 0)
            {
                throw Damaged("an end within a number");
            }

            number |= (ulong)(next & 127) << shift;
            if (next < 128)
            {
                return (long)number;
            }
        }

        throw Damaged("a number of more than 10 bytes");
    }

    /// <summary>Reads a content's length and returns where it ends.</summary>
    internal long ReadEnd(long end)
    {
        var length = ReadNumber(end);
        return length >= 0 && length <= end - stream.Position
            ? stream.Position + length
            : throw Damaged($"a content of {length} bytes where {end - stream.Position} are left");
    }

    internal string ReadText(long end)
    {
        var stop = ReadEnd(end);
        if (stop - stream.Position > MaximumTextBytes)
        {
            throw Damaged($"a text of {stop - stream.Position} bytes");
        }

        var bytes = new byte[stop - stream.Position];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    internal void Skip(int type, long end)
    {
        var stop = type switch
        {
            0 => Number(end),
            1 => stream.Position + 8,
            2 => ReadEnd(end),
            5 => stream.Position + 4,
            _ => throw Damaged($"wire type {type}"),
        };
        stream.Position = stop <= end ? stop : throw Damaged("an end within a field");
    }

    internal InvalidDataException Damaged(string found) =>
        new($"{path}: expected an ONNX model, found {found} at byte {stream.Position}.");

    private long Number(long end)
    {
        ReadNumber(end);
        return stream.Position;
    }
}
