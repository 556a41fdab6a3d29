using System.IO.Compression;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The format since PyTorch 1.6: a zip archive of <c>name/data.pkl</c> and <c>name/data/KEY</c>.</summary>
internal sealed class PytorchZipArchive : PytorchArchive
{
    private const long MaxPickle = 1 << 28;
    private const long MaxDeflateRatio = 1032;

    private readonly ZipArchive zip;
    private readonly string folder;

    public PytorchZipArchive(Stream stream)
    {
        zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        ZipArchiveEntry pickle = zip.Entries
            .FirstOrDefault(entry => entry.FullName.EndsWith("/data.pkl", StringComparison.Ordinal))
            ?? throw new PickleException("a zip archive without data.pkl");
        folder = pickle.FullName[..^"data.pkl".Length];
        if (zip.GetEntry(folder + "constants.pkl") is not null)
        {
            throw new PickleException("a TorchScript program, which is not read; save the state dict instead");
        }

        if (zip.GetEntry(folder + "byteorder") is { } order && Text(order) != "little")
        {
            throw new PickleException("big-endian storages, which are not read");
        }

        using var content = new MemoryStream(ReadWhole(pickle));
        Root = new PickleMachine(content, id => Storage(id as object?[] ?? [])).Run();
    }

    public override Tensor ReadStorage(PytorchStorage storage, ScalarType dtype)
    {
        string name = $"{folder}data/{storage.Key}";
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new PickleException($"no entry '{name}'");
        long size = (storage.Dtype ?? ScalarType.Byte).ElementSize();
        if (storage.Count > long.MaxValue / size || storage.Count * size != entry.Length)
        {
            throw new PickleException(
                $"a storage of {storage.Count} elements of {size} bytes, with {entry.Length} bytes in '{name}'");
        }

        RequirePossible(entry);
        var tensor = empty(entry.Length / dtype.ElementSize(), dtype: dtype, device: CPU);
        try
        {
            using var stream = entry.Open();
            TensorBytes.Read(stream, tensor);
            return tensor;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    public override void Dispose() => zip.Dispose();

    private static string Text(ZipArchiveEntry entry) => System.Text.Encoding.ASCII.GetString(ReadWhole(entry));

    private static byte[] ReadWhole(ZipArchiveEntry entry)
    {
        RequirePossible(entry);
        if (entry.Length > MaxPickle)
        {
            throw new PickleException($"{entry.Length} bytes in '{entry.FullName}', more than {MaxPickle}");
        }

        byte[] bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>Refuses a declared length that the compressed bytes cannot hold.</summary>
    private static void RequirePossible(ZipArchiveEntry entry)
    {
        if (entry.Length / MaxDeflateRatio > entry.CompressedLength)
        {
            throw new PickleException(
                $"{entry.CompressedLength} compressed bytes in '{entry.FullName}', "
                + $"which cannot hold the declared {entry.Length}");
        }
    }
}
