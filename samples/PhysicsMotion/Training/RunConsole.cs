using System.Globalization;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Rollout;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary>A training run with its folder: progress on the console, metrics and MLflow files on disk.</summary>
internal static class RunConsole
{
    private const string Experiment = "physics-motion";

    private static readonly string[] Shown =
        ["total", "reconstruction", "foot_sliding", "penetration", "jerk", "length", "matching"];

    /// <summary>Runs a training under a progress display.</summary>
    /// <param name="console">Where it is drawn.</param>
    /// <param name="start">Folder and start.</param>
    /// <param name="options">What <c>options.json</c> holds.</param>
    /// <param name="train">The training, given its folder and its trackers.</param>
    public static TrainingResult Train<T>(
        IAnsiConsole console, RunStart start, T options,
        Func<RunFolder, IReadOnlyList<IRunTracker>, TrainingResult> train)
    {
        string full = Path.GetFullPath(start.Folder);
        (string root, string name) = (Path.GetDirectoryName(full)!, Path.GetFileName(full));
        string path = Path.Combine(full, "options.json");
        string? former = File.Exists(path) ? File.ReadAllText(path) : null;
        RunFolder run = RunFolder.Open(root, name, options, start.Existing);
        if (start.Existing == ExistingRun.Replace)
        {
            File.Delete(Path.Combine(run.Path, MotionFiles.WeightsName));
        }

        using var log = new MetricsLog(run.Metrics);
        using var mlflow = new MlflowStore(Path.Combine(root, "mlruns"), Experiment, name);
        try
        {
            return TrainingConsole.Show(console, name, progress => train(run, [log, mlflow, progress]), Describe);
        }
        catch (InvalidDataException) when (start.Existing == ExistingRun.Resume)
        {
            Restore(run, former); // a checkpoint that is refused leaves the run as it was
            throw;
        }
    }

    private static void Restore(RunFolder run, string? options)
    {
        if (options is not null)
        {
            AtomicFile.WriteText(run.Options, options);
        }
        else if (run.LatestCheckpoint is null)
        {
            File.Delete(run.Options);
        }
    }

    /// <summary>Losses and rate: <c>total=1.38e+00 reconstruction=1.3e+00 lr=1.50e-04 0.12s/b</c>.</summary>
    private static string Describe(RunProgress progress)
    {
        IReadOnlyDictionary<string, double> values = progress.Metrics.Values;
        var parts = Shown.Where(values.ContainsKey).Select(key => $"{key}={Text(values[key], "0.####e+00")}").ToList();
        if (values.TryGetValue("learning_rate", out double rate))
        {
            parts.Add($"lr={Text(rate, "0.00e+00")}");
        }

        if (progress.StepsPerSecond > 0)
        {
            parts.Add($"{Text(1 / progress.StepsPerSecond, "0.00")}s/b");
        }

        return string.Join(' ', parts);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
