namespace NeuralOps.Core;

/// <summary>
/// A value of a YAML text with the position of every part, for configurations in layers: base ← architecture ← variant.
/// Trees are immutable. Anchors, aliases, tags and several documents in a file are refused.
/// </summary>
public abstract class YamlTree
{
    private protected YamlTree(YamlPosition position) => Position = position;

    /// <summary>Where the value begins.</summary>
    public YamlPosition Position { get; }

    /// <summary>Whether the value is an unquoted <c>null</c>, <c>~</c> or nothing.</summary>
    public virtual bool IsNull => false;

    /// <summary>The keys of a mapping in the order of the text; none for other values.</summary>
    public virtual IReadOnlyList<string> Keys => [];

    internal abstract string Kind { get; }

    /// <summary>Reads a YAML file.</summary>
    /// <param name="path">The file; an empty one is an empty mapping.</param>
    /// <exception cref="InvalidDataException">The file is not YAML, or has a key twice.</exception>
    public static YamlTree Load(string path) => Parse(File.ReadAllText(path), path);

    /// <summary>Reads YAML text.</summary>
    /// <param name="yaml">The text; an empty one is an empty mapping.</param>
    /// <param name="source">The name of the text in error messages.</param>
    /// <exception cref="InvalidDataException">The text is not YAML, or has a key twice.</exception>
    public static YamlTree Parse(string yaml, string source) => YamlReader.Read(yaml, source);

    /// <summary>This tree with another laid over it: mappings merge key by key, any other value replaces.</summary>
    /// <param name="over">The later layer, which wins.</param>
    public YamlTree Merge(YamlTree over)
    {
        if (this is not YamlMap below || over is not YamlMap above)
        {
            return over;
        }

        var entries = new OrderedDictionary<string, YamlEntry>(below.Entries);
        foreach ((string key, YamlEntry entry) in above.Entries)
        {
            entries[key] = entries.TryGetValue(key, out YamlEntry? old)
                ? entry with { Value = old.Value.Merge(entry.Value) }
                : entry;
        }

        return new YamlMap(above.Position, entries);
    }

    /// <summary>The value at a path of keys, or null where a key is absent.</summary>
    /// <param name="path">Keys joined by dots, e.g. <c>"training.horizon"</c>.</param>
    public YamlTree? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        YamlTree? tree = this;
        foreach (string key in path.Split('.'))
        {
            tree = tree is YamlMap map && map.Entries.TryGetValue(key, out YamlEntry? entry) ? entry.Value : null;
        }

        return tree;
    }

    /// <summary>This tree with a value set at a path of keys, for overrides from a command line.</summary>
    /// <param name="path">Keys joined by dots; mappings on the way are made where absent.</param>
    /// <param name="yaml">The value as YAML text.</param>
    /// <param name="source">The name of the text in error messages, e.g. <c>"--set training.horizon"</c>.</param>
    /// <exception cref="InvalidDataException">This tree is no mapping.</exception>
    public YamlTree With(string path, string yaml, string source)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (this is not YamlMap && !IsNull)
        {
            throw Position.Error($"expected a mapping, found {Kind}");
        }

        YamlTree layer = YamlReader.Read(yaml, source);
        foreach (string key in path.Split('.').Reverse())
        {
            layer = new YamlMap(layer.Position, new() { [key] = new YamlEntry(layer.Position, layer) });
        }

        return Merge(layer);
    }

    /// <summary>This tree without some keys of its outermost mapping, e.g. those that only name other layers.</summary>
    /// <param name="keys">The keys to leave out; absent ones do not matter.</param>
    public YamlTree Without(params string[] keys) => this is YamlMap map
        ? new YamlMap(Position, new(map.Entries.Where(entry => !keys.Contains(entry.Key))))
        : this;

    /// <summary>The options that this tree describes.</summary>
    /// <typeparam name="T">The options record.</typeparam>
    /// <exception cref="InvalidDataException">A key is unknown or missing, or a value has a wrong type or is refused by
    /// the record; the message names source, line, column and key.</exception>
    public T To<T>() => (T)OptionsBinder.Bind(this, typeof(T), "")!;
}
