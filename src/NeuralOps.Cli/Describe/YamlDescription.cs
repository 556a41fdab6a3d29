using System.Text.Json.Nodes;
using NeuralOps.Core;
using NeuralOps.Models;

namespace NeuralOps.Cli;

/// <summary>Configurations: which options a file describes, and the value of each, defaults included.</summary>
internal static class YamlDescription
{
    private const string Variant = "variant_name";

    public static Description Of(string path)
    {
        var tree = YamlTree.Load(path);
        if (tree.Keys.Contains(Variant))
        {
            var keys = tree.Keys.ToDictionary(key => key, key => (object?)"set");
            return new Description(path, "layer of a variant", keys, []);
        }

        var network = Known(new UnetOptions());
        var run = Known(new FluidRunOptions());
        return tree.Keys.Count(network.ContainsKey) >= tree.Keys.Count(run.ContainsKey)
            ? Describe(path, "U-Net options", tree, tree.To<UnetOptions>())
            : Describe(path, "fluid run options", tree, tree.To<FluidRunOptions>());
    }

    private static Description Describe<T>(string path, string kind, YamlTree tree, T options) => new(
        path,
        kind,
        new Dictionary<string, object?> { ["keys"] = tree.Keys.Count },
        [.. Leaves("", Known(options)).Select(leaf => new Dictionary<string, object?>
        {
            ["key"] = leaf.Key,
            ["value"] = leaf.Value?.ToJsonString(),
            ["set"] = tree.Find(leaf.Key) is not null,
        })]);

    private static IEnumerable<(string Key, JsonNode? Value)> Leaves(string path, JsonNode? node) =>
        node is JsonObject entries
            ? entries.SelectMany(entry => Leaves(path.Length == 0 ? entry.Key : $"{path}.{entry.Key}", entry.Value))
            : [(path, node)];

    private static JsonObject Known<T>(T options) => JsonNode.Parse(OptionsJson.Serialize(options))!.AsObject();
}
