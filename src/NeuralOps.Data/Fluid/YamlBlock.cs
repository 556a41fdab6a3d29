using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NeuralOps.Data;

/// <summary>A mapping of a YAML file whose unknown keys do not matter; errors name file, line and key.</summary>
internal sealed class YamlBlock
{
    private readonly string path;
    private readonly YamlMappingNode node;

    private YamlBlock(string path, YamlNode node)
    {
        this.path = path;
        this.node = node as YamlMappingNode ?? throw Error(node, "expected a mapping");
    }

    public IEnumerable<string> Keys =>
        node.Children.Keys.Select(k => (k as YamlScalarNode)?.Value ?? throw Error(k, "expected a key"));

    public static YamlBlock Load(string path)
    {
        var yaml = new YamlStream();
        try
        {
            using var reader = new StreamReader(path);
            yaml.Load(reader);
        }
        catch (YamlException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"{path}:{e.Start.Line}: {e.Message}"), e);
        }

        return yaml.Documents.Count == 1 ? new(path, yaml.Documents[0].RootNode)
            : throw FileError.At(path, $"expected one YAML document, found {yaml.Documents.Count}.");
    }

    public YamlBlock Child(string key) => new(path, Find(key));

    public double Number(string key)
    {
        var found = Find(key);
        return double.TryParse(
            (found as YamlScalarNode)?.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Error(found, $"'{key}' must be a number");
    }

    public double Positive(string key)
    {
        double value = Number(key);
        return value > 0 && double.IsFinite(value) ? value
            : throw Error(Find(key), FormattableString.Invariant($"'{key}' must be positive, found {value}"));
    }

    public string[] Texts(string key)
    {
        var found = Find(key);
        return found is YamlSequenceNode list && list.All(n => n is YamlScalarNode)
            ? [.. list.Select(n => ((YamlScalarNode)n).Value ?? "")]
            : throw Error(found, $"'{key}' must be a list of texts");
    }

    private YamlNode Find(string key) => node.Children.TryGetValue(new YamlScalarNode(key), out var found) ? found
        : throw Error(node, $"expected the key '{key}', found {string.Join(", ", Keys.Select(k => $"'{k}'"))}");

    private InvalidDataException Error(YamlNode at, string what) =>
        new(FormattableString.Invariant($"{path}:{at.Start.Line}: {what}"));
}
