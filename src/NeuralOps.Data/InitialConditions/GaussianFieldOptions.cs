namespace NeuralOps.Data;

/// <summary>Spectrum and scaling of a <see cref="GaussianRandomField"/>.</summary>
public sealed record GaussianFieldOptions
{
    /// <summary>ℓ, as a share of the domain's side: the correlation at distance r is exp(−r²/(2ℓ²)).</summary>
    public required double CorrelationLength
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(CorrelationLength));
            field = value;
        }
    }

    /// <summary>The variance of a cell.</summary>
    public double Variance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Variance));
            field = value;
        }
    } = 1;

    /// <summary>Wave number and scaling.</summary>
    public GaussianFieldForm Form { get; init; }
}
