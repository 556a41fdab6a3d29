namespace NeuralOps.Models;

/// <summary>
/// Every feature, in the order of its columns: 14 INITIAL, 120 SUMMARY, 63 TEMPORAL, 12 ARCHITECTURE, 10 SENSITIVITY.
/// </summary>
/// <remarks>
/// <para>Symbols. u is a state [C, H, W] on a periodic grid with cells of length 1, x its N = C·H·W values, μ and σ²
/// their mean and variance, ⟨·⟩ a mean over cells and channels, t = 0 … T the state's index, Δu_t = u_t − u_{t−1},
/// E = ⟨u²⟩. k is a wave, κ = (κx, κy) its frequency over the Nyquist frequency of each axis, κ_max ≤ √2
/// the largest |κ| (all bands of |κ| end there),
/// P(k) = mean_c |û_c(k)|² with the orthonormal transform and without k = 0.</para>
/// <para>a / b stands for a / (b + 10⁻⁸), √a for √(a + 10⁻¹²) − 10⁻⁶ and ln a for ln(a + 10⁻¹²), unless said
/// otherwise: every feature and its gradient is finite for constant and for zero fields. Every
/// feature of a state whose E is not finite is NaN, as is the summary of its trajectory.</para>
/// <para>The families and most quantities follow the public operator-agent system; the exact choice of columns and
/// formulas is this library's own. Departs from it in the gradient's components, whose means vanish on a periodic grid:
/// their absolute values are averaged.</para>
/// </remarks>
public static partial class FeatureCatalogue
{
    private static readonly IReadOnlyList<Feature> Architecture =
    [
        .. new[]
        {
            "architecture.num_layers", "architecture.base_channels", "architecture.kernel_size",
            "architecture.activation", "architecture.dropout_rate", "stochastic.noise_type", "stochastic.noise_scale",
            "stochastic.noise_schedule", "stochastic.spatial_correlation", "operator.normalization",
            "operator.grid_size", "evolution.update_policy",
        }.Select(name => new Feature(
            FeatureFamily.Architecture,
            name,
            "parameter of the operator, as the data set stores it",
            "of the parameter",
            IsDifferentiable: false)),
    ];

    /// <summary>The features of a family, in the order of its columns.</summary>
    /// <param name="family">The family.</param>
    /// <exception cref="ArgumentOutOfRangeException">The family is none of the five.</exception>
    public static IReadOnlyList<Feature> Of(FeatureFamily family) => family switch
    {
        FeatureFamily.Initial => Initial,
        FeatureFamily.Summary => Summary,
        FeatureFamily.Temporal => Temporal,
        FeatureFamily.Architecture => Architecture,
        FeatureFamily.Sensitivity => Sensitivity,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "Expected one of the five families."),
    };
}
