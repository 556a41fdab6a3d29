using System.Text;
using System.Text.Json;

namespace NeuralOps.Core;

/// <summary>Builds a <see cref="YamlTree"/> from JSON text, so that both forms share one strict reader.</summary>
internal ref struct JsonTree
{
    private readonly string source;
    private readonly ReadOnlySpan<byte> utf8;
    private Utf8JsonReader reader;
    private int line = 1;
    private int lineStart;

    private JsonTree(byte[] utf8, string source)
    {
        this.source = source;
        this.utf8 = utf8;
        reader = new Utf8JsonReader(utf8);
    }

    public static YamlTree Read(string json, string source)
    {
        var tree = new JsonTree(Encoding.UTF8.GetBytes(json), source);
        try
        {
            tree.reader.Read();
            YamlTree value = tree.ReadValue();
            tree.reader.Read();
            return value;
        }
        catch (JsonException exception)
        {
            var position = new YamlPosition(
                source, (exception.LineNumber ?? 0) + 1, (exception.BytePositionInLine ?? 0) + 1);
            throw new InvalidDataException($"{position}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // A string with an escape that is half of a character.
            throw new InvalidDataException($"{tree.Here()}: {exception.Message}", exception);
        }
    }

    private YamlTree ReadValue()
    {
        YamlPosition position = Here();
        return reader.TokenType switch
        {
            JsonTokenType.StartObject => ReadMap(position),
            JsonTokenType.StartArray => ReadList(position),
            JsonTokenType.String => new YamlScalar(position, reader.GetString()!, isPlain: false),
            _ => new YamlScalar(position, Encoding.UTF8.GetString(reader.ValueSpan), isPlain: true),
        };
    }

    private YamlList ReadList(YamlPosition position)
    {
        var items = new List<YamlTree>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            items.Add(ReadValue());
        }

        return new YamlList(position, items);
    }

    private YamlMap ReadMap(YamlPosition position)
    {
        var entries = new OrderedDictionary<string, YamlEntry>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            string key = reader.GetString()!;
            YamlPosition at = Here();
            if (entries.TryGetValue(key, out YamlEntry? first))
            {
                throw at.Error($"key '{key}' is already set in line {first.KeyPosition.Line}");
            }

            reader.Read();
            entries.Add(key, new YamlEntry(at, ReadValue()));
        }

        return new YamlMap(position, entries);
    }

    private YamlPosition Here()
    {
        int index = (int)reader.TokenStartIndex;
        for (int next; (next = utf8[lineStart..index].IndexOf((byte)'\n')) >= 0; line++)
        {
            lineStart += next + 1;
        }

        return new YamlPosition(source, line, index - lineStart + 1);
    }
}
