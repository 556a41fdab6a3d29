namespace NeuralOps.Rollout;

/// <summary>Turns what a run reports into data for a progress bar: rate and time left.</summary>
/// <param name="onProgress">Called at each report; it decides how often it draws.</param>
/// <param name="clock">The clock; null is the system's.</param>
public sealed class ProgressReport(Action<RunProgress> onProgress, TimeProvider? clock = null) : IRunTracker
{
    private const double Smoothing = 0.1;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private TrackedRun? run;
    private long lastTime;
    private long lastStep;
    private double secondsPerStep;

    /// <inheritdoc/>
    public void Start(TrackedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        this.run = run;
        lastTime = clock.GetTimestamp();
        lastStep = run.FirstStep;
    }

    /// <inheritdoc/>
    public void Log(TrackedMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        long now = clock.GetTimestamp();
        if (metrics.Step > lastStep)
        {
            double latest = clock.GetElapsedTime(lastTime, now).TotalSeconds / (metrics.Step - lastStep);
            secondsPerStep = secondsPerStep == 0 ? latest : secondsPerStep + Smoothing * (latest - secondsPerStep);
            lastStep = metrics.Step;
        }

        lastTime = now;
        onProgress(new RunProgress(
            metrics, run!.Steps, secondsPerStep > 0 ? 1 / secondsPerStep : 0,
            TimeSpan.FromSeconds(Math.Max(run.Steps - metrics.Step, 0) * secondsPerStep)));
    }

    /// <inheritdoc/>
    public void End(RunStatus status)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
