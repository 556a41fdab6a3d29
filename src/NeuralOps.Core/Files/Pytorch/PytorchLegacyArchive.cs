using System.Buffers.Binary;
using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The format before PyTorch 1.6: five pickles (magic number, version, system, value, storage keys), then of each
/// storage its count and its elements.
/// </summary>
internal sealed class PytorchLegacyArchive : PytorchArchive
{
    private const long Version = 1001;

    private static readonly BigInteger Magic = BigInteger.Parse("0119547037146038801333356", null);

    private readonly Stream stream;
    private readonly Dictionary<string, PytorchStorage> storages = [];
    private readonly Dictionary<string, long> starts = [];

    public PytorchLegacyArchive(Stream stream)
    {
        this.stream = stream;
        RequireMagic();
        if (Run() is not Version)
        {
            throw new PickleException($"another version of the format than {Version}");
        }

        if (Run() is OrderedDictionary<object, object?> system && system.GetValueOrDefault("little_endian") is false)
        {
            throw new PickleException("big-endian storages, which are not read");
        }

        Root = Run();
        FindStorages(Run() as List<object?> ?? throw new PickleException("no list of storages"));
    }

    public override Tensor ReadStorage(PytorchStorage storage, ScalarType dtype)
    {
        if (!starts.TryGetValue(storage.Key, out long start))
        {
            throw new PickleException($"no storage '{storage.Key}'");
        }

        if (storage.Offset > storages[storage.Key].Count - storage.Count)
        {
            throw new PickleException($"a view beyond the storage '{storage.Key}'");
        }

        int size = dtype.ElementSize();
        var tensor = empty(storage.Count, dtype: dtype, device: CPU);
        try
        {
            stream.Position = start + (storage.Offset * size);
            TensorBytes.Read(stream, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public override void Dispose()
    {
    }

    private object? Run() => new PickleMachine(stream, Persistent).Run();

    private void RequireMagic()
    {
        try
        {
            if (Run() is BigInteger magic && magic == Magic)
            {
                return;
            }
        }
        catch (Exception exception) when (exception is PickleException or EndOfStreamException)
        {
            throw new PickleException($"no PyTorch file ({exception.Message})");
        }

        throw new PickleException("no PyTorch file (a pickle without PyTorch's magic number)");
    }

    private object? Persistent(object? id)
    {
        if (id is object?[] and ["module", var container, ..])
        {
            return container;
        }

        object?[] parts = id as object?[] ?? [];
        PytorchStorage root = Storage(parts);
        if (root.Dtype is null || (storages.TryGetValue(root.Key, out PytorchStorage? known) && known != root))
        {
            throw new PickleException($"two descriptions of the storage '{root.Key}'");
        }

        storages[root.Key] = root;
        return parts switch
        {
            [_, _, _, _, _] or [_, _, _, _, _, null] => root,
            [_, _, _, _, _, object?[] and [_, long and >= 0 and var offset, long and >= 0 and var count]] =>
                root with { Offset = offset, Count = count },
            _ => throw new PickleException("a storage view that does not fit"),
        };
    }

    private void FindStorages(List<object?> keys)
    {
        Span<byte> prefix = stackalloc byte[8];
        foreach (object? item in keys)
        {
            PytorchStorage storage = storages.GetValueOrDefault($"{item}")
                ?? throw new PickleException($"a storage '{item}' that the pickle does not name");
            stream.ReadExactly(prefix);
            long count = BinaryPrimitives.ReadInt64LittleEndian(prefix);
            long left = (stream.Length - stream.Position) / storage.Dtype!.Value.ElementSize();
            if (count != storage.Count || count > left)
            {
                throw new PickleException(
                    $"a storage '{item}' of {storage.Count} elements, with {count} declared and {left} in the file");
            }

            starts[storage.Key] = stream.Position;
            stream.Position += count * storage.Dtype.Value.ElementSize();
        }
    }
}
