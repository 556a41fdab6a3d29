namespace NeuralOps.Rollout;

/// <summary>How a tracked run ended.</summary>
public enum RunStatus
{
    /// <summary>As planned, early stopping included.</summary>
    Finished,

    /// <summary>By an error.</summary>
    Failed,

    /// <summary>By cancellation.</summary>
    Cancelled,
}
