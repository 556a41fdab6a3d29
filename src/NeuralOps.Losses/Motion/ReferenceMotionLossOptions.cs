namespace NeuralOps.Losses;

/// <summary>Weights of <see cref="ReferenceMotionLoss"/>.</summary>
public sealed record ReferenceMotionLossOptions
{
    /// <summary>λ, the weight of the physics terms beside the reconstruction, from 0.</summary>
    public double PhysicsWeight { get; init => field = NotNegative(value, nameof(PhysicsWeight)); } = 0.1;

    /// <summary>Weight of the jerk among the physics terms, from 0.</summary>
    public double JerkWeight { get; init => field = NotNegative(value, nameof(JerkWeight)); } = 0.01;

    /// <summary>What counts as penetration.</summary>
    public ReferencePenetration Penetration { get; init; } = ReferencePenetration.RootHeight;

    private static double NotNegative(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
