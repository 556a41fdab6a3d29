namespace NeuralOps.Rollout;

/// <summary>The constants of <see cref="Schedules.OneCycle"/>; the defaults are PyTorch's.</summary>
public sealed record OneCycleOptions
{
    /// <summary>p in (0, 1), the share of the run in which the rate rises.</summary>
    public double WarmShare
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1);
            field = value;
        }
    } = 0.3;

    /// <summary>d, greatest over initial rate.</summary>
    public double DivideBy { get; init; } = 25;

    /// <summary>f, initial over final rate.</summary>
    public double FinalDivideBy { get; init; } = 1e4;

    /// <summary>Straight ramps instead of cosines.</summary>
    public bool Linear { get; init; }

    /// <summary>Whether the optimiser's momentum (β₁ for Adam) moves against the rate.</summary>
    public bool CycleMomentum { get; init; } = true;

    /// <summary>The momentum at the greatest rate.</summary>
    public double MinMomentum { get; init; } = 0.85;

    /// <summary>The momentum at the initial and final rates.</summary>
    public double MaxMomentum { get; init; } = 0.95;
}
