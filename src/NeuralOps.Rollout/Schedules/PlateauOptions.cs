namespace NeuralOps.Rollout;

/// <summary>When and how far the rate falls while a metric does not; as PyTorch's ReduceLROnPlateau in mode
/// <c>min</c>.</summary>
public sealed record PlateauOptions
{
    /// <summary>The factor of a reduction, in (0, 1).</summary>
    public double Factor
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1);
            field = value;
        }
    } = 0.5;

    /// <summary>The number of values without improvement that are accepted, from 0.</summary>
    public int Patience
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    } = 4;

    /// <summary>The least rate.</summary>
    public double MinRate { get; init; } = 1e-6;

    /// <summary>The share of the best value by which a value must be lower to be an improvement.</summary>
    public double Threshold { get; init; } = 1e-4;

    /// <summary>The number of values after a reduction that are not counted, from 0.</summary>
    public int Cooldown { get; init; }

    /// <summary>The state after one more value of the metric.</summary>
    /// <param name="state">The state before.</param>
    /// <param name="metric">The value, lower is better; NaN is no improvement.</param>
    public PlateauState Next(PlateauState state, double metric)
    {
        ArgumentNullException.ThrowIfNull(state);
        bool better = metric < state.Best * (1 - Threshold);
        int bad = better || state.Cooldown > 0 ? 0 : state.BadValues + 1;
        var next = state with
        {
            Best = better ? metric : state.Best,
            BadValues = bad,
            Cooldown = Math.Max(state.Cooldown - 1, 0),
        };
        return bad > Patience ? next with { BadValues = 0, Cooldown = Cooldown, Rate = Reduced(state.Rate) } : next;
    }

    // PyTorch ignores reductions of less than 1e-8.
    private double Reduced(double rate)
    {
        double lower = Math.Max(rate * Factor, MinRate);
        return rate - lower > 1e-8 ? lower : rate;
    }
}
