namespace NeuralOps.Rollout;

/// <summary>What to do where a run folder already holds a run.</summary>
public enum ExistingRun
{
    /// <summary>Refuse.</summary>
    Refuse,

    /// <summary>Continue it.</summary>
    Resume,

    /// <summary>Delete what it wrote and start anew.</summary>
    Replace,
}
