using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The header of a safetensors file: entries in the order of their data, without gap or overlap.</summary>
internal sealed record SafetensorsHeader(
    IReadOnlyList<SafetensorsEntry> Entries,
    IReadOnlyDictionary<string, string> Metadata,
    long DataStart)
{
    public const string MetadataKey = "__metadata__";

    private const long MaxBytes = 100_000_000;

    private static readonly JsonWriterOptions Written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonDocumentOptions Parsed = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Lays tensors out: wide elements first, so that every tensor is aligned to its elements, then by
    /// name.</summary>
    public static SafetensorsHeader Of(
        IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string> metadata)
    {
        var entries = new List<SafetensorsEntry>();
        long begin = 0;
        foreach ((string name, Tensor tensor) in tensors
            .OrderByDescending(pair => pair.Value.dtype.ElementSize()).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (name == MetadataKey)
            {
                throw new ArgumentException($"Expected names of tensors, got the reserved '{name}'.", nameof(tensors));
            }

            ScalarType dtype = tensor.dtype;
            if (SafetensorsDtype.NameOf(dtype) is null)
            {
                throw new ArgumentException(
                    $"Expected tensors of {SafetensorsDtype.Names}, got '{name}' of {dtype}.", nameof(tensors));
            }

            long end = begin + (tensor.numel() * dtype.ElementSize());
            entries.Add(new SafetensorsEntry(name, dtype, tensor.shape, begin, end));
            begin = end;
        }

        return new SafetensorsHeader(entries, metadata, 0);
    }

    public static SafetensorsHeader Read(Stream stream, string path)
    {
        if (stream.Length < 8)
        {
            throw Error(path, $"expected a safetensors file of at least 8 bytes, found {stream.Length}");
        }

        Span<byte> prefix = stackalloc byte[8];
        stream.ReadExactly(prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > MaxBytes || (long)length > stream.Length - 8)
        {
            long most = Math.Min(MaxBytes, stream.Length - 8);
            throw Error(path, $"expected a header of at most {most} bytes, found {length}");
        }

        byte[] json = new byte[length];
        stream.ReadExactly(json);
        try
        {
            using var document = JsonDocument.Parse(json, Parsed);
            return new SafetensorsHeaderParser(path, stream.Length - stream.Position).Parse(document.RootElement)
                with
            { DataStart = stream.Position };
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{path}: the header is not JSON: {exception.Message}", exception);
        }
    }

    /// <summary>Writes the header, padded with spaces so that the data begin at a multiple of 8.</summary>
    public void Write(Stream stream)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Written))
        {
            WriteJson(writer);
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        Span<byte> prefix = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, buffer.Length);
        stream.Write(prefix);
        buffer.WriteTo(stream);
    }

    private static InvalidDataException Error(string path, string message) => new($"{path}: {message}");

    private void WriteJson(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        if (Metadata.Count > 0)
        {
            writer.WriteStartObject(MetadataKey);
            foreach ((string key, string value) in Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            {
                writer.WriteString(key, value);
            }

            writer.WriteEndObject();
        }

        foreach (var entry in Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            writer.WriteStartObject(entry.Name);
            writer.WriteString("dtype", SafetensorsDtype.NameOf(entry.Dtype));
            WriteNumbers(writer, "shape", entry.Shape);
            WriteNumbers(writer, "data_offsets", [entry.Begin, entry.End]);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, ReadOnlySpan<long> numbers)
    {
        writer.WriteStartArray(name);
        foreach (long number in numbers)
        {
            writer.WriteNumberValue(number);
        }

        writer.WriteEndArray();
    }
}
