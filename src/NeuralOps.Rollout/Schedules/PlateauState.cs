namespace NeuralOps.Rollout;

/// <summary>What a plateau schedule remembers; see <see cref="PlateauOptions.Next"/>.</summary>
public sealed record PlateauState
{
    /// <summary>The rate now.</summary>
    public required double Rate { get; init; }

    /// <summary>The best value so far.</summary>
    public double Best { get; init; } = double.PositiveInfinity;

    /// <summary>The number of values since without improvement.</summary>
    public int BadValues { get; init; }

    /// <summary>The number of values still not counted.</summary>
    public int Cooldown { get; init; }
}
