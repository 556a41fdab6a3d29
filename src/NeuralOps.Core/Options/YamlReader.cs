using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace NeuralOps.Core;

/// <summary>Builds a <see cref="YamlTree"/> from the events of the YAML parser.</summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 100;

    private readonly string source;
    private readonly Parser parser;

    private YamlReader(string yaml, string source)
    {
        this.source = source;
        parser = new Parser(new StringReader(yaml));
    }

    public static YamlTree Read(string yaml, string source)
    {
        var reader = new YamlReader(yaml, source);
        try
        {
            return reader.ReadDocument();
        }
        catch (YamlException exception)
        {
            var start = YamlPosition.Of(source, exception.Start);
            throw new InvalidDataException($"{start}: {exception.Message}", exception);
        }
        catch (InvalidOperationException exception)
        {
            // The parser fails so on a key inside an unclosed flow sequence (YamlDotNet 16.3).
            var end = YamlPosition.Of(source, reader.parser.Current?.End ?? Mark.Empty);
            throw new InvalidDataException($"{end}: no YAML behind this place", exception);
        }
    }

    private YamlTree ReadDocument()
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
        {
            return new YamlMap(new YamlPosition(source, 1, 1), []);
        }

        parser.Consume<DocumentStart>();
        YamlTree tree = ReadNode(0);
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out StreamEnd? _)
            ? tree
            : throw At(parser.Current!).Error("expected one document, found a second");
    }

    private YamlTree ReadNode(int depth)
    {
        ParsingEvent start = parser.Consume<ParsingEvent>();
        YamlPosition position = At(start);
        if (start is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
        {
            throw position.Error("anchors and aliases are not read; repeat the value or use a layer");
        }

        if (start is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } tag })
        {
            throw position.Error($"the tag '{tag}' is not read");
        }

        if (depth > MaxDepth)
        {
            throw position.Error($"nested deeper than {MaxDepth} levels");
        }

        return start switch
        {
            Scalar scalar => new YamlScalar(position, scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart => ReadList(position, depth),
            MappingStart => ReadMap(position, depth),
            _ => throw position.Error($"expected a value, found {start.GetType().Name}"),
        };
    }

    private YamlList ReadList(YamlPosition position, int depth)
    {
        var items = new List<YamlTree>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlList(position, items);
    }

    private YamlMap ReadMap(YamlPosition position, int depth)
    {
        var entries = new OrderedDictionary<string, YamlEntry>();
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlTree key = ReadNode(depth + 1);
            if (key is not YamlScalar { Text: var name })
            {
                throw key.Position.Error($"expected a key, found {key.Kind}");
            }

            if (entries.TryGetValue(name, out YamlEntry? first))
            {
                throw key.Position.Error($"key '{name}' is already set in line {first.KeyPosition.Line}");
            }

            entries.Add(name, new YamlEntry(key.Position, ReadNode(depth + 1)));
        }

        return new YamlMap(position, entries);
    }

    private YamlPosition At(ParsingEvent parsingEvent) => YamlPosition.Of(source, parsingEvent.Start);
}
