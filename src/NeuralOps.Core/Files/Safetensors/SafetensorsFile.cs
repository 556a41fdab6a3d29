using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Reads and writes the safetensors format: 8 bytes of header length, a JSON header with dtype, shape and range of
/// every tensor, then their bytes, little-endian. The header is checked as a whole before anything is allocated.
/// Format: https://github.com/huggingface/safetensors.
/// </summary>
public static class SafetensorsFile
{
    /// <summary>Reads tensors and metadata.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is not safetensors, is truncated, or contradicts
    /// itself.</exception>
    public static SafetensorsContent Read(string path) => Read(path, _ => true);

    /// <summary>Reads the tensors of some names and the metadata; the bytes of the others are skipped.</summary>
    /// <param name="path">The file.</param>
    /// <param name="select">Whether to read the tensor of a name.</param>
    /// <exception cref="InvalidDataException">As <see cref="Read(string)"/>.</exception>
    public static SafetensorsContent Read(string path, Predicate<string> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        using var stream = File.OpenRead(path);
        var header = SafetensorsHeader.Read(stream, path);
        var content = new SafetensorsContent(new Dictionary<string, Tensor>(), header.Metadata);
        try
        {
            foreach (var entry in header.Entries.Where(entry => select(entry.Name)))
            {
                var tensor = empty(entry.Shape, dtype: entry.Dtype, device: CPU);
                ((Dictionary<string, Tensor>)content.Tensors).Add(entry.Name, tensor);
                stream.Position = header.DataStart + entry.Begin;
                TensorBytes.Read(stream, tensor);
            }

            return content;
        }
        catch
        {
            content.Dispose();
            throw;
        }
    }

    /// <summary>Reads the metadata alone.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">As <see cref="Read(string)"/>.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        using var stream = File.OpenRead(path);
        return SafetensorsHeader.Read(stream, path).Metadata;
    }

    /// <summary>Reads the names of the tensors alone.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">As <see cref="Read(string)"/>.</exception>
    public static IReadOnlyList<string> ReadNames(string path)
    {
        using var stream = File.OpenRead(path);
        return [.. SafetensorsHeader.Read(stream, path).Entries.Select(entry => entry.Name)];
    }

    /// <summary>Writes tensors, whole or not at all (see <see cref="AtomicFile"/>).</summary>
    /// <param name="path">The file to make or to replace.</param>
    /// <param name="tensors">Tensors of any device and layout; complex ones have no dtype in this format.</param>
    /// <param name="metadata">Free texts for the header.</param>
    /// <exception cref="ArgumentException">A tensor's dtype has no counterpart in the format.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one stays.</exception>
    public static void Write(
        string path,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var header = SafetensorsHeader.Of(tensors, metadata ?? new Dictionary<string, string>());
        AtomicFile.Write(path, stream =>
        {
            header.Write(stream);
            foreach (var entry in header.Entries)
            {
                using var detached = tensors[entry.Name].detach();
                using var host = detached.cpu();
                using var dense = host.contiguous();
                TensorBytes.Write(stream, dense);
            }
        });
    }
}
