using static NeuralOps.Models.StateColumns;

namespace NeuralOps.Models;

public static partial class FeatureCatalogue
{
    private static readonly IReadOnlyList<Feature> Sensitivity =
    [
        .. SensitivityFeatures.Perturbations.Select(size => new Feature(
            FeatureFamily.Sensitivity,
            FormattableString.Invariant($"lipschitz.{size}"),
            FormattableString.Invariant(
                $"√⟨(O(u + n) − O(u))²⟩ / √⟨n²⟩, n fixed noise of deviation {size}·(√E + 10⁻³)"),
            Positive)),
        .. SensitivityFeatures.Factors.Select(factor => new Feature(
            FeatureFamily.Sensitivity,
            FormattableString.Invariant($"gain.{factor}"),
            FormattableString.Invariant($"√⟨O({factor}·u)²⟩ / ({factor}·√⟨O(u)²⟩)"),
            Positive)),
        new(FeatureFamily.Sensitivity, "gain.linearity",
            "share of the variance of √⟨O(α·u)²⟩ over α = 0.5, 0.75, 1, 1.25, 1.5 that a line explains", Share),
        new(FeatureFamily.Sensitivity, "gain.saturation", "gain.1.5 / gain.0.5", Positive),
        new(FeatureFamily.Sensitivity, "gain.compression", "variance of O(u) / variance of u", Positive),
    ];
}
