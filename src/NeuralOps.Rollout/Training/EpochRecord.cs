namespace NeuralOps.Rollout;

/// <summary>What an epoch ended with.</summary>
public sealed record EpochRecord
{
    /// <summary>The epoch, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>The number of updates at its end.</summary>
    public long Step { get; init; }

    /// <summary>The learning rate of its last update.</summary>
    public double LearningRate { get; init; }

    /// <summary>The mean of each part of the loss over the epoch.</summary>
    public IReadOnlyDictionary<string, double> Training { get; init; } = new Dictionary<string, double>();

    /// <summary>The metrics of validation; empty where none ran.</summary>
    public IReadOnlyDictionary<string, double> Validation { get; init; } = new Dictionary<string, double>();

    /// <summary>The metrics of the evaluation rollouts; empty where none ran.</summary>
    public IReadOnlyDictionary<string, double> Evaluation { get; init; } = new Dictionary<string, double>();
}
