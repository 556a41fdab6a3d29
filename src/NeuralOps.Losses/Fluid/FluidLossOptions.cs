namespace NeuralOps.Losses;

/// <summary>Weights of the terms of <see cref="FluidLoss"/>, each from 0; a term of weight 0 is still
/// reported.</summary>
public sealed record FluidLossOptions
{
    /// <summary>Weight of the mean squared error.</summary>
    public double MseWeight { get; init => field = NotNegative(value, nameof(MseWeight)); } = 1;

    /// <summary>Weight of <see cref="DivergenceLoss"/>.</summary>
    public double DivergenceWeight { get; init => field = NotNegative(value, nameof(DivergenceWeight)); } = 0.001;

    /// <summary>Weight of <see cref="GradientLoss"/> on the density.</summary>
    public double GradientWeight { get; init => field = NotNegative(value, nameof(GradientWeight)); } = 0.002;

    /// <summary>Weight of <see cref="EmitterLoss"/>.</summary>
    public double EmitterWeight { get; init => field = NotNegative(value, nameof(EmitterWeight)); } = 0.05;

    /// <summary>The difference quotient of divergence and gradient.</summary>
    public Stencil Stencil { get; init; } = new();

    private static double NotNegative(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
