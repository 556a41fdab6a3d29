namespace NeuralOps.Models;

/// <summary>Weights of a <see cref="CategoricalVqLoss"/>.</summary>
public sealed record CategoricalVqLossOptions
{
    /// <summary>Weight of the codes' similarity, from 0.</summary>
    public double OrthogonalityWeight { get; init => field = NotNegative(value, nameof(OrthogonalityWeight)); } = 0.1;

    /// <summary>Weight of what single latents fail to tell, from 0.</summary>
    public double InformativenessWeight
    {
        get;
        init => field = NotNegative(value, nameof(InformativenessWeight));
    } = 0.1;

    /// <summary>Weight of the loss of neighbourhoods, from 0.</summary>
    public double TopographicWeight { get; init => field = NotNegative(value, nameof(TopographicWeight)); } = 0.02;

    /// <summary>Rows of a batch whose distances are compared, at least 1.</summary>
    public int TopographicSamples
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(TopographicSamples));
            field = value;
        }
    } = 64;

    /// <summary>Whether the similarity of codes is only reported and gives no gradient, as the published reference has
    /// it. For parity with its numbers only.</summary>
    public bool DetachesOrthogonality { get; init; }

    private static double NotNegative(double value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value, name);
        return value;
    }
}
