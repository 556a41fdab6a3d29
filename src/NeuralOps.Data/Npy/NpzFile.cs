using System.IO.Compression;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>Writes NumPy archives. <see cref="NpzArchive"/> reads them.</summary>
public static class NpzFile
{
    /// <summary>Zip's first day, the date NumPy writes: equal arrays give equal files.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes arrays into an archive; the file appears whole or not at all.</summary>
    /// <param name="path">The <c>.npz</c> file, replaced if it exists.</param>
    /// <param name="arrays">Arrays by name, without <c>.npy</c>.</param>
    /// <param name="compress">Whether to deflate the arrays; stored ones can be mapped.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, NpyArray>> arrays, bool compress = false) =>
        AtomicFile.Write(path, stream =>
        {
            using var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true);
            foreach (var (name, array) in arrays)
            {
                var entry = zip.CreateEntry(
                    $"{name}.npy", compress ? CompressionLevel.Optimal : CompressionLevel.NoCompression);
                entry.LastWriteTime = Epoch;
                using var content = entry.Open();
                NpyFile.Write(content, array);
            }
        });

    /// <summary>Writes tensors into an archive; the file appears whole or not at all.</summary>
    /// <param name="path">The <c>.npz</c> file, replaced if it exists.</param>
    /// <param name="tensors">Tensors by name; see <see cref="NpyArray.From(Tensor)"/> for their types.</param>
    /// <param name="compress">Whether to deflate the arrays.</param>
    public static void Write(string path, IEnumerable<KeyValuePair<string, Tensor>> tensors, bool compress = false) =>
        Write(path, tensors.Select(t => KeyValuePair.Create(t.Key, NpyArray.From(t.Value))), compress);
}
