using System.Globalization;
using NeuralOps.Cli;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary>A training run with its folder: progress on the console, metrics and MLflow files on disk.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="options">The run.</param>
internal sealed class AgentRun(string folder, AgentOptions options)
{
    private const string Experiment = "neural-operator-agent";

    private static readonly string[] Shown = ["total", "traj", "response", "recon", "commit", "latent"];

    /// <summary>Where it starts.</summary>
    public AgentStart Start { get; init; } = new();

    /// <summary>Whether a run in the folder is replaced.</summary>
    public bool Replaces { get; init; }

    /// <summary>The least time between lines of the log where there is no terminal.</summary>
    public TimeSpan LineEvery { get; init; }

    /// <summary>Trains, with a progress display.</summary>
    /// <param name="console">Where it is drawn.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Train(IAnsiConsole console, CancellationToken cancel)
    {
        string full = Path.GetFullPath(folder);
        (string root, string name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        ExistingRun existing = Start.Resume is not null ? ExistingRun.Resume
            : Replaces ? ExistingRun.Replace
            : ExistingRun.Refuse;
        using var data = new AgentData(options); // what cannot be used is refused before a folder changes
        using TrajectoryTokenizer? tokenizer = AgentTraining.TokenizerOf(data.Options);
        if (Start.Weights is { } weights)
        {
            AgentFile.Load(weights).Dispose();
        }

        RunFolder run = RunFolder.Open(root, name, options, existing);
        if (existing == ExistingRun.Replace)
        {
            AgentFile.Delete(run.Path);
        }

        using var log = new MetricsLog(run.Metrics);
        using var mlflow = new MlflowStore(Path.Combine(root, "mlruns"), Experiment, name);
        return TrainingConsole.Show(
            console, name,
            progress => new AgentTraining(data, tokenizer, run.Path)
            {
                Start = Start,
                Trackers = [log, mlflow, progress],
                Note = line => console.Profile.Out.Writer.WriteLine(line),
            }.Run(cancel),
            Describe, LineEvery);
    }

    /// <summary>Losses, rate and seconds a batch: <c>total=1.38e+01 traj=1.35e+01 lr=1.50e-04 8.2s/b</c>.</summary>
    private string Describe(RunProgress progress)
    {
        IReadOnlyDictionary<string, double> values = progress.Metrics.Values;
        var parts = Shown.Where(values.ContainsKey).Select(key => $"{key}={Text(values[key], "0.####e+00")}").ToList();
        if (values.TryGetValue("learning_rate", out double rate))
        {
            parts.Add($"lr={Text(rate, "0.00e+00")}");
        }

        if (progress.StepsPerSecond > 0)
        {
            double batches = progress.StepsPerSecond * options.AccumulateBatches;
            parts.Add($"{Text(1 / batches, "0.00")}s/b");
        }

        return string.Join(' ', parts);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
