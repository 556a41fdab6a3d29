using System.IO.Compression;
using Microsoft.Win32.SafeHandles;

namespace NeuralOps.Data;

/// <summary>
/// What one entry of a zip archive holds, from its begin to its end, with its checksum as far as it was read.
/// </summary>
internal sealed class ZipEntryStream : Stream
{
    private readonly Stream content;
    private readonly string where;

    public ZipEntryStream(SafeFileHandle file, ZipEntry entry, string where)
    {
        this.where = where;
        var section = new Section(file, ZipDirectory.DataOffset(file, entry, where), entry.CompressedLength);
        content = entry.Method == ZipEntry.Stored ? section : new DeflateStream(section, CompressionMode.Decompress);
    }

    public uint Crc { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int got = content.Read(buffer);
            Crc = Crc32.Append(Crc, buffer[..got]);
            return got;
        }
        catch (InvalidDataException e)
        {
            throw FileError.At(where, "the deflated data are damaged.", e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        content.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>A range of a file, read at its own position so that entries can be read from several threads.</summary>
    private sealed class Section(SafeFileHandle file, long start, long length) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(Span<byte> buffer)
        {
            int wanted = (int)Math.Min(buffer.Length, length - position);
            int got = wanted == 0 ? 0 : RandomAccess.Read(file, buffer[..wanted], start + position);
            position += got;
            return got;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
