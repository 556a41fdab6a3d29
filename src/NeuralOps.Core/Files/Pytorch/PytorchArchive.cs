using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>An open PyTorch file: a tree of values with unmade tensors, and the bytes of the storages.</summary>
internal abstract class PytorchArchive : IDisposable
{
    /// <summary>The value in the file; tensors are <see cref="PytorchTensor"/>.</summary>
    public object? Root { get; protected init; }

    /// <summary>Reads a storage as a tensor of one axis.</summary>
    /// <exception cref="PickleException">The storage is absent or of another length.</exception>
    public abstract Tensor ReadStorage(PytorchStorage storage, ScalarType dtype);

    public abstract void Dispose();

    /// <summary>Opens a file of either format.</summary>
    /// <exception cref="InvalidDataException">The file is of neither, is broken, or asks for what is
    /// refused.</exception>
    public static PytorchArchive Open(Stream stream)
    {
        byte[] head = new byte[262];
        int length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        if (head.AsSpan().StartsWith("PK"u8))
        {
            return new PytorchZipArchive(stream);
        }

        if (length == head.Length && head.AsSpan(257).SequenceEqual("ustar"u8))
        {
            throw new PickleException(
                "a tar archive of PyTorch before 0.4, which is not read; load and save it with PyTorch");
        }

        return new PytorchLegacyArchive(stream);
    }

    /// <summary>Makes the storage of a persistent id <c>('storage', class, key, location, count, …)</c>.</summary>
    protected static PytorchStorage Storage(object?[] id)
    {
        if (id is not ["storage", PytorchClass type, var key, _, long count, ..] || count < 0)
        {
            throw new PickleException("a persistent id that is no storage");
        }

        bool isUntyped = type.Name is "torch.storage.UntypedStorage" or "torch.UntypedStorage";
        ScalarType? dtype = PytorchDtype.OfStorage(type.Name);
        return isUntyped || dtype is not null
            ? new PytorchStorage($"{key}", dtype, 0, count)
            : throw new PickleException($"a storage {type.Name}, whose dtype has no counterpart");
    }
}
