namespace NeuralOps.Models;

/// <summary>Names and formulas of the columns that both TEMPORAL and SUMMARY have.</summary>
internal static class StateColumns
{
    public const string Correlation = "[−1, 1]";
    public const string Share = "[0, 1]";
    public const string Positive = "≥ 0";
    public const string Real = "real";

    /// <summary>Columns of one state: distribution, gradient, Laplacian, percentiles, histogram.</summary>
    private static readonly (string Name, string Formula, string Range, bool IsDifferentiable)[] Spatial =
    [
        ("distribution.mean", "μ = ⟨x⟩", Real, true),
        ("distribution.variance", "σ² = ⟨(x − μ)²⟩", Positive, true),
        ("distribution.std", "√σ²", Positive, true),
        ("distribution.skewness", "⟨(x − μ)³⟩ / (σ² + 10⁻⁸)^{3/2}", Real, true),
        ("distribution.excess_kurtosis", "⟨(x − μ)⁴⟩ / (σ² + 10⁻⁸)² − 3", "≥ −3", true),
        ("distribution.minimum", "min x", Real, true),
        ("distribution.maximum", "max x", Real, true),
        ("distribution.range", "max x − min x", Positive, true),
        ("distribution.interquartile_range", "q75 − q25", Positive, true),
        ("distribution.mean_absolute_deviation", "⟨|x − μ|⟩", Positive, true),
        ("percentile.5", "q05, linear between order statistics", Real, true),
        ("percentile.25", "q25", Real, true),
        ("percentile.50", "q50", Real, true),
        ("percentile.75", "q75", Real, true),
        ("percentile.95", "q95", Real, true),
        ("gradient.mean", "⟨|g|⟩, g = (gx, gy) by Sobel's stencil over 8, |g| = √(gx² + gy²)", Positive, true),
        ("gradient.std", "√⟨(|g| − ⟨|g|⟩)²⟩", Positive, true),
        ("gradient.maximum", "max |g|", Positive, true),
        ("gradient.x", "⟨|gx|⟩", Positive, true),
        ("gradient.y", "⟨|gy|⟩", Positive, true),
        ("gradient.anisotropy", "|⟨|gx|⟩ − ⟨|gy|⟩| / (⟨|gx|⟩ + ⟨|gy|⟩)", Share, true),
        ("laplacian.mean_absolute", "⟨|∇²u|⟩, 5-point stencil", Positive, true),
        ("laplacian.maximum", "max |∇²u|", Positive, true),
        ("laplacian.energy", "⟨(∇²u)²⟩", Positive, true),
        ("histogram.entropy", "−Σ p ln p of 16 bins from min x to max x, nats", "[0, ln 16]", false),
        ("histogram.peak", "largest p", Share, false),
        ("histogram.effective_bins", "number of bins with p > 0.01", "1 … 16", false),
    ];

    /// <summary>Columns of one state: its power spectrum.</summary>
    private static readonly (string Name, string Formula, string Range, bool IsDifferentiable)[] Spectral =
    [
        .. Enumerable.Range(0, SpectralBasis.Bands).SelectMany(band => new[]
        {
            ($"band{band}.mean", $"mean P over √({band}/5)·κ_max ≤ |κ| < √({band + 1}/5)·κ_max", Positive, true),
            ($"band{band}.maximum", $"largest P of band {band}", Positive, true),
            ($"band{band}.std", $"√ variance of P over band {band}", Positive, true),
        }),
        ("dominant.x", "|κx| of the largest P; 0 where it is ≤ 10⁻¹²", Share, false),
        ("dominant.y", "|κy| of the largest P; 0 where it is ≤ 10⁻¹²", Share, false),
        ("dominant.power", "largest P", Positive, true),
        ("spectrum.centroid_x", "Σ |κx| P / Σ P", Share, true),
        ("spectrum.centroid_y", "Σ |κy| P / Σ P", Share, true),
        ("spectrum.bandwidth", "√(Σ (|κ| − κ̄)² P / Σ P), κ̄ = Σ |κ| P / Σ P", "[0, √2]", true),
        ("spectrum.low", "share of Σ P with |κ| < 1/3", Share, true),
        ("spectrum.middle", "share of Σ P with 1/3 ≤ |κ| < 2/3", Share, true),
        ("spectrum.high", "share of Σ P with |κ| ≥ 2/3", Share, true),
        ("spectrum.flatness", "exp(mean ln(P + 10⁻⁸)) / mean P", "[0, 1]", true),
        ("spectrum.rolloff", "upper edge of the first of 32 rings of |κ| up to √2 that completes 85 % of Σ P",
            "(0, √2]", false),
        ("spectrum.anisotropy", "|Σ (κx² − κy²) P| / Σ |κ|² P", Share, true),
    ];

    /// <summary>The 54 columns, spatial ones first.</summary>
    public static IReadOnlyList<(string Name, string Formula, string Range, bool IsDifferentiable)> All { get; } =
        [.. Spatial, .. Spectral];
}
