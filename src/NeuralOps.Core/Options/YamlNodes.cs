namespace NeuralOps.Core;

/// <summary>A value of a mapping and the position of its key.</summary>
internal sealed record YamlEntry(YamlPosition KeyPosition, YamlTree Value);

/// <summary>A mapping.</summary>
internal sealed class YamlMap(YamlPosition position, OrderedDictionary<string, YamlEntry> entries) : YamlTree(position)
{
    public OrderedDictionary<string, YamlEntry> Entries { get; } = entries;

    public override IReadOnlyList<string> Keys => Entries.Keys;

    internal override string Kind => "a mapping";
}

/// <summary>A sequence.</summary>
internal sealed class YamlList(YamlPosition position, IReadOnlyList<YamlTree> items) : YamlTree(position)
{
    public IReadOnlyList<YamlTree> Items { get; } = items;

    internal override string Kind => "a sequence";
}

/// <summary>A text; plain text may also be read as null, a truth value or a number, quoted text may not.</summary>
internal sealed class YamlScalar(YamlPosition position, string text, bool isPlain) : YamlTree(position)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public override bool IsNull => IsPlain && Text is "" or "~" or "null";

    internal override string Kind => IsNull ? "null" : IsPlain ? $"'{Text}'" : $"the string '{Text}'";
}
