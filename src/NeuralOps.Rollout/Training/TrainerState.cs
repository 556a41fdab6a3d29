namespace NeuralOps.Rollout;

/// <summary>Where a run stands, apart from its tensors; a checkpoint carries it as JSON.</summary>
public sealed record TrainerState
{
    /// <summary>The number of updates made, skipped ones included.</summary>
    public long Step { get; init; }

    /// <summary>The epoch under way, from 0.</summary>
    public int Epoch { get; init; }

    /// <summary>The next batch of the epoch, from 0.</summary>
    public int Batch { get; init; }

    /// <summary>The number of updates skipped because loss or gradient was not finite.</summary>
    public long Skipped { get; init; }

    /// <summary>The state of the plateau schedule.</summary>
    public PlateauState? Plateau { get; init; }

    /// <summary>The best value of the monitored metric; null before the first.</summary>
    public double? Best { get; init; }

    /// <summary>The epoch of the best value.</summary>
    public int BestEpoch { get; init; }

    /// <summary>The value that early stopping compares with; null before the first.</summary>
    public double? StoppingBest { get; init; }

    /// <summary>The number of validations since without improvement.</summary>
    public int BadValidations { get; init; }

    /// <summary>The sum of each part of the loss over the epoch so far.</summary>
    public IReadOnlyDictionary<string, double> EpochSums { get; init; } = new Dictionary<string, double>();

    /// <summary>The number of updates in those sums.</summary>
    public int EpochUpdates { get; init; }

    /// <summary>The ended epochs.</summary>
    public IReadOnlyList<EpochRecord> History { get; init; } = [];

    /// <summary>The named random streams.</summary>
    public IReadOnlyDictionary<string, string> Streams { get; init; } = new Dictionary<string, string>();
}
