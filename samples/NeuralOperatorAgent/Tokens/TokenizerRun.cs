using System.Globalization;
using NeuralOps.Cli;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary>A tokenizer's training run with its folder: progress on the console, metrics on disk.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="options">The run.</param>
internal sealed class TokenizerRun(string folder, TokenizerOptions options)
{
    private static readonly string[] Shown =
        ["total", "reconstruction", "vq", "orthogonality", "informativeness", "topographic", "quality", "utilization"];

    /// <summary>Whether it continues from the folder's newest checkpoint.</summary>
    public bool Resumes { get; init; }

    /// <summary>Whether a run in the folder is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>Trains, with a progress display.</summary>
    /// <param name="console">Where it is drawn.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Train(IAnsiConsole console, CancellationToken cancel)
    {
        string full = Path.GetFullPath(folder);
        (string root, string name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        ExistingRun existing = Resumes ? ExistingRun.Resume : Replaces ? ExistingRun.Replace : ExistingRun.Refuse;
        using FeatureTable table = FeatureTable.Read(options); // what cannot be used is refused before a folder changes
        RunFolder run = RunFolder.Open(root, name, options, existing);
        if (existing == ExistingRun.Replace)
        {
            File.Delete(Path.Combine(run.Path, TrajectoryTokenizer.FileName));
        }

        using var log = new MetricsLog(run.Metrics);
        return TrainingConsole.Show(
            console, name,
            progress => new TokenizerTraining(options, table, run.Path)
            {
                Trackers = [log, progress],
                Resume = Resumes ? run.LatestCheckpoint : null,
            }.Run(cancel),
            Describe);
    }

    /// <summary>Categories with their codes and errors, and the whole, over training and held-out samples.</summary>
    public static TableSection Table(TrajectoryTokenizer tokenizer, CategoricalVqMetrics metrics) => new()
    {
        Title = "Codebooks",
        Text = FormattableString.Invariant(
            $"Over training and held-out samples: {metrics.Utilization:P0} of all codes are used; quality ")
            + FormattableString.Invariant($"{metrics.Quality:0.000}, composite ")
            + FormattableString.Invariant(
                $"{metrics.Composite:0.000}, topology {metrics.TopologyPre:0.000} before and ")
            + FormattableString.Invariant($"{metrics.TopologyPost:0.000} after quantisation."),
        Columns = ["category", "features", "codes", "used", "error"],
        Rows =
        [
            .. tokenizer.Network.Options.Categories.Zip(metrics.Categories, (category, fit) =>
                (IReadOnlyList<string>)
                [
                    category.Name,
                    Text(category.Indices.Count),
                    string.Join(" + ", category.Levels.Select(level => Text(level.NumTokens))),
                    fit.Utilization.ToString("P0", CultureInfo.InvariantCulture),
                    fit.Error.ToString("0.000", CultureInfo.InvariantCulture),
                ]),
        ],
    };

    private static string Describe(RunProgress progress) => string.Join(' ', Shown
        .Where(progress.Metrics.Values.ContainsKey)
        .Select(key => FormattableString.Invariant($"{key}={progress.Metrics.Values[key]:0.####}")));

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
