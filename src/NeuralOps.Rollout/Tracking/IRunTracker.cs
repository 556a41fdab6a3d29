namespace NeuralOps.Rollout;

/// <summary>Receives what a run reports: a log, an experiment store, a console.</summary>
public interface IRunTracker : IDisposable
{
    /// <summary>The run begins or continues.</summary>
    /// <param name="run">Its name, parameters and extent.</param>
    void Start(TrackedRun run);

    /// <summary>New values; the record and its dictionary are valid during the call.</summary>
    /// <param name="metrics">The values and where they belong.</param>
    void Log(TrackedMetrics metrics);

    /// <summary>The run ends; nothing follows.</summary>
    /// <param name="status">How it ended.</param>
    void End(RunStatus status);
}
