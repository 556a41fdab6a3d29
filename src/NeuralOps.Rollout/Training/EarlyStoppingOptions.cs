namespace NeuralOps.Rollout;

/// <summary>When a run ends for want of improvement.</summary>
public sealed record EarlyStoppingOptions
{
    /// <summary>The number of validations without improvement after which the run ends, from 1.</summary>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 10;

    /// <summary>How much lower than the best a value must be to be an improvement, in units of the metric.</summary>
    public double MinDelta { get; init; }
}
