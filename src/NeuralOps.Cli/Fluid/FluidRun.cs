using NeuralOps.Core;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary>
/// A training run with its folder: progress on the console, metrics, MLflow files and a report on disk.
/// </summary>
/// <param name="runs">The folder of all runs.</param>
/// <param name="name">The run's name.</param>
/// <param name="options">The run.</param>
public sealed class FluidRun(string runs, string name, FluidRunOptions options)
{
    private const string Experiment = "neuralops-fluid";

    /// <summary>Weights to start from, or null.</summary>
    public string? Start { get; init; }

    /// <summary>What to do where the folder already holds a run.</summary>
    public ExistingRun Existing { get; init; }

    /// <summary>The run's folder.</summary>
    public string Folder => Path.Combine(runs, name);

    /// <summary>Trains, with a progress display.</summary>
    /// <param name="console">Where progress is drawn.</param>
    /// <param name="cancel">Ends the run after the update under way, with a checkpoint.</param>
    public TrainingResult Train(IAnsiConsole console, CancellationToken cancel = default)
    {
        RunFolder folder = RunFolder.Open(runs, name, options, Existing);
        TrainingResult result;
        using (var log = new MetricsLog(folder.Metrics))
        using (var mlflow = new MlflowStore(Path.Combine(runs, "mlruns"), Experiment, name))
        {
            result = TrainingConsole.Show(console, name, progress => FluidTraining.Run(
                options, folder.Path, Start, Existing == ExistingRun.Resume, [log, mlflow, progress], cancel));
        }

        ReportWriter.Write(folder.Report, new Report(name,
        [
            .. result.Reason == StopReason.Cancelled
                ? []
                : FluidRunReport.Validation(
                    name, Path.Combine(folder.Path, FluidModel.WeightsName), options.ValidationData),
            .. LossCurves([(name, folder.Metrics)]),
        ]));
        return result;
    }

    /// <summary>Losses and validation metrics of one or several stages, one after another.</summary>
    /// <param name="stages">Names and <c>metrics.jsonl</c> files in order.</param>
    public static IReadOnlyList<CurveSection> LossCurves(IReadOnlyList<(string Name, string Metrics)> stages)
    {
        ArgumentNullException.ThrowIfNull(stages);
        return FluidRunReport.Training(stages);
    }
}
