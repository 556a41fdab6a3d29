using NeuralOps.Core;

namespace NeuralOps.Cli;

/// <summary>Safetensors: metadata, number of parameters, and every tensor.</summary>
internal static class SafetensorsDescription
{
    private const string ModelPrefix = "model.";
    private static readonly string[] Statistics = ["running_mean", "running_var", "num_batches_tracked"];

    public static Description Of(string path)
    {
        using var content = SafetensorsFile.Read(path);
        bool isCheckpoint = content.Tensors.Keys.Any(IsModel);
        long parameters = content.Tensors
            .Where(entry => (!isCheckpoint || IsModel(entry.Key)) && !Statistics.Contains(entry.Key.Split('.')[^1]))
            .Sum(entry => entry.Value.numel());
        var facts = new Dictionary<string, object?>
        {
            ["tensors"] = content.Tensors.Count,
            ["parameters"] = parameters,
        };
        foreach ((string key, string text) in content.Metadata)
        {
            facts[$"metadata {key}"] = text;
        }

        return new Description(path, isCheckpoint ? "checkpoint" : "weights", facts, [.. content.Tensors.Select(entry =>
            new Dictionary<string, object?>
            {
                ["name"] = entry.Key,
                ["dtype"] = $"{entry.Value.dtype}".ToLowerInvariant(),
                ["shape"] = entry.Value.shape,
            })]);
    }

    private static bool IsModel(string name) => name.StartsWith(ModelPrefix, StringComparison.Ordinal);
}
