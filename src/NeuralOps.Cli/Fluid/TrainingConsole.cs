using System.Diagnostics;
using System.Globalization;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary>
/// Shows a training run: a bar with losses, rate and time left on a terminal, a line every few seconds elsewhere.
/// </summary>
public static class TrainingConsole
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs a training under a progress display.</summary>
    /// <param name="console">Where it is drawn.</param>
    /// <param name="title">The run's name.</param>
    /// <param name="train">The training; it reports to the tracker it is given.</param>
    /// <param name="describe">The values as a text; by default the losses of a fluid simulator and the rate.</param>
    /// <param name="every">The least time between lines; by default ten seconds.</param>
    public static TrainingResult Show(
        IAnsiConsole console, string title, Func<IRunTracker, TrainingResult> train,
        Func<RunProgress, string>? describe = null, TimeSpan? every = null)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(train);
        describe ??= Losses;
        return console.Profile.Capabilities.Interactive && console.Profile.Capabilities.Ansi
            ? WithBar(console, title, train, describe)
            : WithLines(console, title, train, describe, every ?? LineEvery);
    }

    private static TrainingResult WithBar(
        IAnsiConsole console, string title, Func<IRunTracker, TrainingResult> train,
        Func<RunProgress, string> describe) => console
        .Progress()
        .Columns(
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(context =>
        {
            ProgressTask task = context.AddTask(Markup.Escape(title));
            return train(new ProgressReport(progress =>
            {
                task.MaxValue = progress.Steps;
                task.Value = progress.Metrics.Step;
                if (progress.Metrics.Phase == "train")
                {
                    task.Description = Markup.Escape($"{title}  {describe(progress)}");
                }
            }));
        });

    private static TrainingResult WithLines(
        IAnsiConsole console, string title, Func<IRunTracker, TrainingResult> train,
        Func<RunProgress, string> describe, TimeSpan every)
    {
        long last = 0;
        return train(new ProgressReport(progress =>
        {
            bool isValidation = progress.Metrics.Phase == "validation";
            bool isLast = progress.Metrics.Step == progress.Steps;
            if (!isValidation && !isLast && last != 0 && Stopwatch.GetElapsedTime(last) < every)
            {
                return;
            }

            last = Stopwatch.GetTimestamp();
            console.Profile.Out.Writer.WriteLine(isValidation
                ? $"{title}  validation at step {progress.Metrics.Step}: {describe(progress)}"
                : $"{title}  step {progress.Metrics.Step} of {progress.Steps}  {describe(progress)}  "
                    + $"{Left(progress.Remaining)} left");
        }));
    }

    private static string Left(TimeSpan time) => time.ToString(
        time < TimeSpan.FromHours(1) ? "mm\\:ss" : time < TimeSpan.FromDays(1) ? "h\\:mm\\:ss" : "d\\.hh\\:mm\\:ss",
        CultureInfo.InvariantCulture);

    private static string Losses(RunProgress progress)
    {
        IReadOnlyDictionary<string, double> values = progress.Metrics.Values;
        string losses = string.Join("  ", values
            .Where(entry => entry.Key is "total" or "mse" or "divergence")
            .Select(entry => $"{entry.Key} {entry.Value.ToString("0.00e+00", CultureInfo.InvariantCulture)}"));
        return progress.StepsPerSecond > 0
            ? $"{losses}  {progress.StepsPerSecond.ToString("0.0", CultureInfo.InvariantCulture)} steps/s"
            : losses;
    }
}
