using NeuralOps.Core;
using NeuralOps.Rollout;

namespace NeuralOps.Cli;

/// <summary>The folder of a run: where its training stands, its best value, its options and its checkpoints.</summary>
internal static class RunDescription
{
    private const string StateKey = "state";

    public static Description Of(string path)
    {
        string options = Path.Combine(path, "options.json");
        if (!File.Exists(options))
        {
            throw new FileNotFoundException($"{path}: expected the folder of a run with options.json, found none.");
        }

        string checkpoints = Path.Combine(path, "checkpoints");
        string? latest = CheckpointFiles.Latest(checkpoints);
        var state = latest is null ? null : State(latest);
        var facts = new Dictionary<string, object?>
        {
            ["last_checkpoint"] = latest is null ? null : Path.GetFileName(latest),
            ["step"] = state?.Step,
            ["epoch"] = state?.Epoch,
            ["best_value"] = state?.Best,
            ["best_epoch"] = state?.Best is null ? null : state.BestEpoch,
            ["options"] = File.ReadAllText(options).Trim(),
        };
        string[] files = latest is null
            ? []
            : [.. Directory.GetFiles(checkpoints, "*.safetensors").Order(StringComparer.Ordinal)];
        return new Description(path, "run", facts, [.. files.Select(file => new Dictionary<string, object?>
        {
            ["checkpoint"] = Path.GetFileName(file),
            ["bytes"] = new FileInfo(file).Length,
        })]);
    }

    private static TrainerState State(string checkpoint) => OptionsJson.Deserialize<TrainerState>(
        SafetensorsFile.ReadMetadata(checkpoint)[StateKey], $"{checkpoint} ({StateKey})");
}
