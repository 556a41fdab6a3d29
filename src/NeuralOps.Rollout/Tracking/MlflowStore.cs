using System.Globalization;
using NeuralOps.Core;

namespace NeuralOps.Rollout;

/// <summary>
/// Writes runs in the layout of MLflow's file store (version 2 and later), without MLflow:
/// <c>root/&lt;experiment id&gt;/&lt;run id&gt;/{meta.yaml, metrics/, params/, tags/, artifacts/}</c>. <c>mlflow ui
/// --backend-store-uri root</c> shows them. A metric's name is <c>phase/name</c>; each of its lines is <c>time value
/// step</c>.
/// </summary>
public sealed class MlflowStore : IRunTracker
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly MlflowRun run;
    private readonly TimeProvider clock;
    private readonly Dictionary<(string Phase, string Name), StreamWriter> metrics = [];

    /// <summary>A run of an experiment; the experiment is made where it is not there.</summary>
    /// <param name="root">The store's folder, usually <c>mlruns</c>.</param>
    /// <param name="experiment">The experiment's name.</param>
    /// <param name="name">The run's name. A run of this name that has not finished is continued when the trainer
    /// continues.</param>
    /// <param name="clock">The clock; null is the system's.</param>
    public MlflowStore(string root, string experiment, string name, TimeProvider? clock = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(root);
        ArgumentException.ThrowIfNullOrEmpty(experiment);
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.clock = clock ?? TimeProvider.System;
        run = new MlflowRun(Path.GetFullPath(root), experiment, name);
    }

    /// <summary>The run's folder; it exists from <see cref="Start"/> on.</summary>
    public string Folder => run.Folder;

    /// <inheritdoc/>
    public void Start(TrackedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        this.run.Open(Now(), run.FirstStep > 0);
        foreach ((string name, string value) in run.Parameters)
        {
            AtomicFile.WriteText(this.run.PathOf("params", name), value);
        }

        string values = Path.Combine(Folder, "metrics");
        foreach (string file in Directory.EnumerateFiles(values, "*", SearchOption.AllDirectories))
        {
            string[] kept = [.. File.ReadLines(file).Where(line => IsUpTo(line, run.FirstStep))];
            AtomicFile.WriteText(file, string.Concat(kept.Select(line => line + "\n")));
        }
    }

    /// <inheritdoc/>
    public void Log(TrackedMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        long now = Now();
        foreach ((string name, double value) in metrics.Values)
        {
            var writer = WriterOf(metrics.Phase, name);
            writer.Write(string.Create(Invariant, $"{now} {Text(value)} {metrics.Step}\n"));
            writer.Flush();
        }
    }

    /// <inheritdoc/>
    public void End(RunStatus status)
    {
        run.Close(Now(), status);
        Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var writer in metrics.Values)
        {
            writer.Dispose();
        }

        metrics.Clear();
    }

    private StreamWriter WriterOf(string phase, string name)
    {
        if (!metrics.TryGetValue((phase, name), out var writer))
        {
            writer = new StreamWriter(run.PathOf("metrics", $"{phase}/{name}"), append: true);
            metrics.Add((phase, name), writer);
        }

        return writer;
    }

    private long Now() => clock.GetUtcNow().ToUnixTimeMilliseconds();

    // Python's float() reads these names.
    private static string Text(double value) => double.IsNaN(value) ? "nan"
        : double.IsPositiveInfinity(value) ? "inf"
        : double.IsNegativeInfinity(value) ? "-inf"
        : value.ToString("R", Invariant);

    private static bool IsUpTo(string line, long step) =>
        line.Split(' ') is [_, _, var text] && long.TryParse(text, Invariant, out long at) && at <= step;
}
