using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>
/// The folder of a run: <c>options.json</c>, <c>checkpoints/</c>, <c>metrics.jsonl</c>, <c>report.html</c>.
/// </summary>
public sealed class RunFolder
{
    private RunFolder(string path) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The options of the run as JSON.</summary>
    public string Options => System.IO.Path.Combine(Path, "options.json");

    /// <summary>The folder of the checkpoints.</summary>
    public string Checkpoints => System.IO.Path.Combine(Path, "checkpoints");

    /// <summary>The log of a <see cref="MetricsLog"/>.</summary>
    public string Metrics => System.IO.Path.Combine(Path, "metrics.jsonl");

    /// <summary>The report.</summary>
    public string Report => System.IO.Path.Combine(Path, "report.html");

    /// <summary>The checkpoint to continue from, or null where the run has none yet.</summary>
    public string? LatestCheckpoint => CheckpointFiles.Latest(Checkpoints);

    /// <summary>Opens the folder of a run and writes its options.</summary>
    /// <typeparam name="T">The record of the run's options.</typeparam>
    /// <param name="root">The folder of all runs, usually <c>runs</c>.</param>
    /// <param name="name">The run's name, one path segment.</param>
    /// <param name="options">The options.</param>
    /// <param name="existing">What to do where the folder already holds a run.</param>
    /// <exception cref="ArgumentException">The name is not one path segment, or the folder holds a run and
    /// <paramref name="existing"/> refuses.</exception>
    public static RunFolder Open<T>(string root, string name, T options, ExistingRun existing = ExistingRun.Refuse)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        if (string.IsNullOrWhiteSpace(name) || name is "." or ".." || name.IndexOfAny(['/', '\\', '\0']) >= 0)
        {
            throw new ArgumentException($"Expected a name of one path segment, got '{name}'.", nameof(name));
        }

        var folder = new RunFolder(System.IO.Path.Combine(root, name));
        string text = OptionsJson.Serialize(options);
        if (File.Exists(folder.Options))
        {
            folder.Settle(text, existing);
        }

        Directory.CreateDirectory(folder.Checkpoints);
        AtomicFile.WriteText(folder.Options, text + "\n");
        return folder;
    }

    private void Settle(string text, ExistingRun existing)
    {
        if (existing == ExistingRun.Refuse)
        {
            string kind = File.ReadAllText(Options).TrimEnd() == text ? "the same" : "other";
            throw new ArgumentException(
                $"Expected no run in '{Path}', found one with {kind} options. "
                + "Resume it, replace it, or choose another name.");
        }

        if (existing == ExistingRun.Replace)
        {
            File.Delete(Metrics);
            File.Delete(Report);
            if (Directory.Exists(Checkpoints))
            {
                Directory.Delete(Checkpoints, recursive: true);
            }
        }
    }
}
