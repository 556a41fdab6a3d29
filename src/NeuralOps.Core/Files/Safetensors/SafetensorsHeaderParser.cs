using System.Text.Json;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Reads and checks the JSON of a safetensors header against the length of the data.</summary>
internal sealed class SafetensorsHeaderParser(string path, long dataLength)
{
    private const int MaxAxes = 64;

    public SafetensorsHeader Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw Error($"expected the header to be an object, found {root.ValueKind}");
        }

        IReadOnlyDictionary<string, string> metadata = new Dictionary<string, string>();
        var entries = new List<SafetensorsEntry>();
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(SafetensorsHeader.MetadataKey))
            {
                metadata = ParseMetadata(property.Value);
            }
            else
            {
                entries.Add(ParseEntry(property.Name, property.Value));
            }
        }

        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        RequireDense(entries);
        return new SafetensorsHeader(entries, metadata, 0);
    }

    private Dictionary<string, string> ParseMetadata(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw Error($"expected __metadata__ to be an object, found {element.ValueKind}");
        }

        var metadata = new Dictionary<string, string>();
        foreach (var property in element.EnumerateObject())
        {
            JsonElement value = property.Value;
            metadata[property.Name] = value.ValueKind == JsonValueKind.String
                ? value.GetString()!
                : throw Error($"expected the metadata '{property.Name}' to be a string, found {value.ValueKind}");
        }

        return metadata;
    }

    private SafetensorsEntry ParseEntry(string name, JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.Object
            || element.EnumerateObject().Count() != 3
            || !element.TryGetProperty("dtype", out JsonElement dtypeName)
            || dtypeName.ValueKind != JsonValueKind.String
            || !element.TryGetProperty("shape", out JsonElement shapeList)
            || !element.TryGetProperty("data_offsets", out JsonElement offsetList))
        {
            throw Error(name, "expected an object of dtype, shape and data_offsets");
        }

        ScalarType dtype = SafetensorsDtype.Of(dtypeName.GetString()!)
            ?? throw Error(name, $"expected a dtype of {SafetensorsDtype.Names}, found '{dtypeName.GetString()}'");
        long[] shape = ParseNumbers(name, "shape", shapeList);
        long[] offsets = ParseNumbers(name, "data_offsets", offsetList);
        if (offsets.Length != 2 || offsets[0] > offsets[1] || offsets[1] > dataLength)
        {
            throw Error(name, $"expected a range within the {dataLength} bytes of data, found {Shape.Format(offsets)}");
        }

        long? bytes = shape.Length <= MaxAxes ? SafetensorsEntry.ByteCount(dtype, shape) : null;
        return bytes == offsets[1] - offsets[0]
            ? new SafetensorsEntry(name, dtype, shape, offsets[0], offsets[1])
            : throw Error(
                name, $"expected the bytes of {dtype} {Shape.Format(shape)}, found the range {Shape.Format(offsets)}");
    }

    private long[] ParseNumbers(string name, string key, JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw Error(name, $"expected {key} to be a list, found {list.ValueKind}");
        }

        long[] numbers = new long[list.GetArrayLength()];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (list[i].ValueKind != JsonValueKind.Number || !list[i].TryGetInt64(out numbers[i]) || numbers[i] < 0)
            {
                throw Error(name, $"expected {key} to hold whole numbers from 0, found {list[i].GetRawText()}");
            }
        }

        return numbers;
    }

    private void RequireDense(List<SafetensorsEntry> entries)
    {
        long end = 0;
        foreach (var entry in entries)
        {
            end = entry.Begin == end
                ? entry.End
                : throw Error(
                    entry.Name, $"expected the data to begin at {end}, after the tensor before, found {entry.Begin}");
        }

        if (end != dataLength)
        {
            throw Error($"expected {end} bytes of data as the header says, found {dataLength}");
        }
    }

    private InvalidDataException Error(string message) => new($"{path}: {message}");

    private InvalidDataException Error(string name, string message) => new($"{path}: tensor '{name}': {message}");
}
