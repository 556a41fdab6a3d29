using static NeuralOps.Models.StateColumns;

namespace NeuralOps.Models;

public static partial class FeatureCatalogue
{
    private static readonly IReadOnlyList<Feature> Temporal =
    [
        .. StateColumns.All.Concat(
        [
            ("curve.rms", "√E", Positive, true),
            ("curve.roughness", "⟨|g|²⟩ / σ²", Positive, true),
            ("curve.channel_covariance",
                "mean covariance over cells of two different channels; 0 for C = 1", Real, true),
            ("evolution.energy_rate", "ln E_t − ln E_{t−1}", Real, true),
            ("evolution.change", "√⟨Δu_t²⟩ / √⟨u_{t−1}²⟩", Positive, true),
            ("evolution.previous_correlation", "correlation of u_t with u_{t−1}", Correlation, true),
            ("evolution.initial_correlation", "correlation of u_t with u_0", Correlation, true),
            ("evolution.initial_distance", "√⟨(u_t − u_0)²⟩ / √⟨u_0²⟩", Positive, true),
            ("evolution.growth", "ln E_t − ln E_0", Real, true),
        ]).Select(entry => new Feature(
            FeatureFamily.Temporal, entry.Item1, entry.Item2, entry.Item3, entry.Item4)),
    ];
}
