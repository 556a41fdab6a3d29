namespace NeuralOps.Models;

/// <summary>How strongly <see cref="FluidNoise"/> disturbs a state.</summary>
public sealed record FluidNoiseOptions
{
    /// <summary>Probability in [0, 1] that a batch is disturbed at all.</summary>
    public double Probability { get; init => field = Within(value, 1, nameof(Probability)); } = 0.5;

    /// <summary>σ, the largest standard deviation of the density's noise at each scale, in [0, 1].</summary>
    public double Deviation { get; init => field = Within(value, 1, nameof(Deviation)); } = 0.03;

    /// <summary>The velocities' noise relative to the density's, in [0, 1].</summary>
    public double VelocityShare { get; init => field = Within(value, 1, nameof(VelocityShare)); } = 0.5;

    /// <summary>g: velocities are first multiplied by a factor uniform in [1 − g, 1 + g], in [0, 1].</summary>
    public double VelocityGain { get; init => field = Within(value, 1, nameof(VelocityGain)); } = 0.3;

    private static double Within(double value, double limit, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, limit, name);
        return value;
    }
}
