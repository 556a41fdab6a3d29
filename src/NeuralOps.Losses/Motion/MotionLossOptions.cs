namespace NeuralOps.Losses;

/// <summary>Weights of the terms of <see cref="MotionLoss"/>, each from 0; a term of weight 0 is still
/// reported.</summary>
public sealed record MotionLossOptions
{
    /// <summary>λ, the weight of the physics terms beside the reconstruction.</summary>
    public double PhysicsWeight { get; init => field = NotNegative(value, nameof(PhysicsWeight)); } = 0.1;

    /// <summary>Weight of <see cref="FootSlidingLoss"/>, per (m/s)².</summary>
    public double SlidingWeight { get; init => field = NotNegative(value, nameof(SlidingWeight)); } = 1;

    /// <summary>Weight of <see cref="GroundPenetrationLoss"/>, per m²: at 100, feet 5 cm deep cost as much as feet that
    /// slide at 0.5 m/s.</summary>
    public double PenetrationWeight { get; init => field = NotNegative(value, nameof(PenetrationWeight)); } = 100;

    /// <summary>Weight of <see cref="JerkLoss"/> of the normalised features.</summary>
    public double JerkWeight { get; init => field = NotNegative(value, nameof(JerkWeight)); } = 0.01;

    private static double NotNegative(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
