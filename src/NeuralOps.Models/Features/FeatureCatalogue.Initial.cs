using static NeuralOps.Models.StateColumns;

namespace NeuralOps.Models;

public static partial class FeatureCatalogue
{
    private static readonly IReadOnlyList<Feature> Initial =
    [
        new(FeatureFamily.Initial, "spatial.clusters",
            "number of 4-connected clusters of cells with u > μ", Positive, false),
        new(FeatureFamily.Initial, "spatial.largest_cluster",
            "cells of the largest cluster over all cells with u > μ; 0 where none is", Share, false),
        new(FeatureFamily.Initial, "spatial.autocorrelation",
            "Moran's I: ⟨(u − μ)(ū − μ)⟩ / σ² with ū the mean of the 4 neighbours", Correlation),
        new(FeatureFamily.Initial, "spatial.centroid_distance",
            "distance of the centroid of weights u − min u + 10⁻⁸ to the grid's centre, over half its diagonal", Share),
        new(FeatureFamily.Initial, "spectral.dominant_frequency",
            "|κ| of the largest P; 0 where it is ≤ 10⁻¹²", "[0, √2]", false),
        new(FeatureFamily.Initial, "spectral.centroid", "Σ |κ| P / Σ P", "[0, √2]"),
        new(FeatureFamily.Initial, "spectral.exponent",
            "−slope of ln E_s over ln s, E_s = Σ P over round(|κ|·n/2) = s, s = 1 … n/2, n = min(H, W)", Real),
        new(FeatureFamily.Initial, "information.entropy",
            "−Σ p ln p of the histogram of 32 bins from min u to max u, nats", "[0, ln 32]", false),
        new(FeatureFamily.Initial, "information.local_entropy_variance",
            "variance over patches of 8×8 cells of their entropy, same bins", Positive, false),
        new(FeatureFamily.Initial, "information.lz_complexity",
            "n_phrases · log₂(n) / n of the LZ78 parse of [u > μ], row by row, n = H·W", Positive, false),
        new(FeatureFamily.Initial, "information.predictability",
            "squared correlation of u with the mean of its 4 neighbours", Share),
        new(FeatureFamily.Initial, "morphology.density", "share of cells with u > μ", Share, false),
        new(FeatureFamily.Initial, "morphology.radial_gradient",
            "correlation of u with the distance to the grid's centre", Correlation),
        new(FeatureFamily.Initial, "morphology.symmetry",
            "mean of the correlations of u with its two mirror images", Correlation),
    ];
}
