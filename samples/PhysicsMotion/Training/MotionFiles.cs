using NeuralOps.Core;
using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>What the files of all trained models have in common.</summary>
internal static class MotionFiles
{
    public const string WeightsName = "weights.safetensors";
    public const string ContextKey = "context";

    /// <summary>The file that a path names: itself, or the weights of a run's folder.</summary>
    public static string FileOf(string path)
    {
        string file = Directory.Exists(path) ? Path.Combine(path, WeightsName) : path;
        return File.Exists(file)
            ? file
            : throw new FileNotFoundException($"{path}: expected a trained model or the folder of one, found none.");
    }

    /// <summary>An entry of a header.</summary>
    public static string Required(
        string file, IReadOnlyDictionary<string, string> texts, string key, string kind) =>
        texts.TryGetValue(key, out string? text)
            ? text
            : throw new InvalidDataException(
                $"{file}: expected the header of {kind} with '{key}', found "
                + $"{(texts.Count == 0 ? "none" : string.Join(", ", texts.Keys.Order(StringComparer.Ordinal)))}.");

    /// <summary>The context in a header.</summary>
    public static MotionContext ContextOf(string file, IReadOnlyDictionary<string, string> texts) =>
        OptionsJson.Deserialize<MotionContext>(
            Required(file, texts, ContextKey, "a model of motion"), $"{file} ({ContextKey})");

    /// <summary>The context of a checkpoint of the reference, which has none of its own: that of a folder.</summary>
    public static MotionContext ContextOf(string file, string? data, MotionPhysics physics)
    {
        MotionFolder folder = MotionFolder.Open(data ?? throw new ArgumentException(
            $"Expected --data-dir with {file}, because a checkpoint of the reference has no statistics, got none."));
        return MotionContext.Of(folder, [], physics);
    }

    /// <summary>The newest checkpoint of a run's folder.</summary>
    public static string Newest(string folder)
    {
        string checkpoints = Path.Combine(folder, "checkpoints");
        return NeuralOps.Rollout.CheckpointFiles.Latest(checkpoints)
            ?? throw new FileNotFoundException($"{checkpoints}: expected a checkpoint to continue from, found none.");
    }
}
