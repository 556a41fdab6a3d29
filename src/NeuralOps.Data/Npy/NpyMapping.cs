using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace NeuralOps.Data;

/// <summary>An array mapped from a file: nothing is read before it is touched, and nothing is copied.</summary>
/// <remarks>Spans are valid until <see cref="Dispose"/>. The file must not shrink while it is mapped.</remarks>
public sealed unsafe class NpyMapping : IDisposable
{
    private readonly string source;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private byte* data;

    internal NpyMapping(string path, NpyHeader header, long offset, string source)
    {
        Header = header;
        this.source = source;
        if (header.ByteCount == 0)
        {
            return;
        }

        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open, null, 0, MemoryMappedFileAccess.Read);
        view = file.CreateViewAccessor(offset, header.ByteCount, MemoryMappedFileAccess.Read);
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref data);
        data += view.PointerOffset;
    }

    /// <summary>Type, shape and order of the array.</summary>
    public NpyHeader Header { get; }

    /// <summary>A run of elements in the order they are stored.</summary>
    /// <typeparam name="T">Exactly the stored element type.</typeparam>
    /// <param name="first">Index of the first element, in stored order.</param>
    /// <param name="count">Number of elements.</param>
    /// <exception cref="InvalidDataException">
    /// The array holds another type, or a bool that is neither 0 nor 1.
    /// </exception>
    /// <exception cref="InvalidOperationException">The array is big-endian.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The run leaves the array.</exception>
    public ReadOnlySpan<T> AsSpan<T>(long first, int count) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(view is not null && data is null, this);
        NpyArray.RequireType<T>(Header.Type, source);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Header.Count - count);
        if (Header.Type.BigEndian)
        {
            throw new InvalidOperationException($"{source}: stored big-endian; read it instead of mapping it.");
        }

        var span = new ReadOnlySpan<T>(data + (first * sizeof(T)), count);
        NpyArray.RequireBooleans(Header.Type, MemoryMarshal.AsBytes(span), first, source);
        return span;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (data is not null)
        {
            data = null;
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        view?.Dispose();
        file?.Dispose();
    }
}
