namespace NeuralOps.Rollout;

/// <summary>Why a run ended.</summary>
public enum StopReason
{
    /// <summary>All epochs or updates are done.</summary>
    Completed,

    /// <summary>The monitored metric has not improved for long enough.</summary>
    EarlyStopped,

    /// <summary>The run was cancelled; its checkpoint continues it.</summary>
    Cancelled,
}
