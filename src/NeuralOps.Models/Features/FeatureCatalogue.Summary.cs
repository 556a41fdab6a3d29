using static NeuralOps.Models.StateColumns;

namespace NeuralOps.Models;

public static partial class FeatureCatalogue
{
    private static readonly (string Name, string Formula, string Range, bool IsDifferentiable)[] Dynamics =
    [
        ("energy.growth", "(ln E_T − ln E_0) / T", Real, true),
        ("energy.growth_std", "√ variance over t of ln E_t − ln E_{t−1}", Positive, true),
        ("energy.acceleration", "mean |second difference of ln E|; 0 for T = 1", Positive, true),
        ("energy.excursion", "max ln E − min ln E", Positive, true),
        ("energy.trend", "least-squares slope of y = E / mean E over t/T", Real, true),
        ("energy.trend_fit", "share of the variance of y that the line explains", Share, true),
        ("variance.growth", "(ln σ²_T − ln σ²_0) / T", Real, true),
        ("frequency.dominant",
            "frequency of the largest |r̂|², r = y less its line, waves per step; 0 where it is ≤ 10⁻¹²",
            "[0, 0.5]", false),
        ("frequency.amplitude", "2·√|r̂|² / (T + 1) of the largest", Positive, true),
        ("frequency.centroid", "Σ f |r̂(f)|² / Σ |r̂(f)|², f > 0", "[0, 0.5]", true),
        ("frequency.flatness", "exp(mean ln(|r̂|² + 10⁻⁸)) / mean |r̂|², f > 0", "[0, 1]", true),
        ("memory.energy_time",
            "first lag with autocorrelation of E below 1/e, over T; 1 where none is or E is constant", Share, false),
        ("memory.step_correlation", "mean over t of the correlation of u_t with u_{t−1}", Correlation, true),
        ("memory.final_correlation", "correlation of u_T with u_0", Correlation, true),
        ("memory.half_time", "steps before the first whose correlation with u_0 is below 1/2, over T", Share, false),
        ("divergence.lyapunov", "mean over t of ℓ_t − ℓ_{t−1}, ℓ_t = ½ ln⟨Δu_t²⟩; 0 for T = 1", Real, true),
        ("divergence.lyapunov_std", "√ variance over t of ℓ_t − ℓ_{t−1}; 0 for T = 1", Positive, true),
        ("motion.speed", "mean over t of √⟨Δu_t²⟩", Positive, true),
        ("motion.acceleration", "mean over t of √⟨(Δu_t − Δu_{t−1})²⟩; 0 for T = 1", Positive, true),
        ("motion.smoothness", "speed / (speed + acceleration)", Share, true),
        ("motion.settling", "½ ln(mean ⟨Δu²⟩ of the last ⌈T/4⌉ steps) − the same of the first", Real, true),
        ("symbols.switches", "sign changes of r, values up to 10⁻⁶ skipped, over T", Share, false),
        ("symbols.permutation_entropy",
            "entropy of the orders of three consecutive y, differences up to 10⁻⁶ being none, over ln 6; 0 for T = 1",
            Share, false),
        ("symbols.asymmetry", "⟨δ³⟩ / (⟨δ²⟩ + 10⁻⁸)^{3/2}, δ = y_t − y_{t−1}", Real, true),
        ("recurrence.rate",
            "share of pairs t ≠ s with √⟨(u_t − u_s)²⟩ ≤ 0.1 × the largest + 0.001 √ mean E", Share, false),
        ("recurrence.determinism", "share of recurrent pairs on diagonal lines of at least 2", Share, false),
        ("recurrence.laminarity", "share of recurrent pairs on vertical lines of at least 2", Share, false),
        ("recurrence.dimension",
            "ln 5 / ln(q50 / q10) of the largest-component distances of 5 consecutive y; 0 where q10 ≤ 10⁻⁶ or T < 5",
            Positive, false),
    ];

    private static readonly (string Name, string Formula, string Range, bool IsDifferentiable)[] Couplings =
    [
        ("channels.correlation", "mean over channel pairs and t ≥ 1 of |correlation|; 0 for C = 1", Share, true),
        ("channels.strongest", "largest over channel pairs of its mean over t ≥ 1; 0 for C = 1", Share, true),
        ("channels.participation", "(tr S)² / (C · tr S²), S the mean channel covariance over t ≥ 1", Share, true),
        ("channels.comotion", "channels.correlation of Δu", Share, true),
        ("causality.persistence", "(Σ u_t u_{t−1})² / (Σ u_t² Σ u_{t−1}²) over t, cells and channels", Share, true),
        ("causality.neighbours",
            "squared partial correlation of u_t and ∇²u_{t−1} given u_{t−1}, over t, cells and channels", Share, true),
        ("causality.transport_x",
            "Σ u_t(x, y) (u_{t−1}(x−1, y) − u_{t−1}(x+1, y)) / √(Σ u_t² Σ u_{t−1}²), means of each state removed",
            "[−2, 2]", true),
        ("causality.transport_y", "the same along y", "[−2, 2]", true),
    ];

    private static readonly (string Name, string Formula)[] Invariants =
    [
        ("mass", "μ, relative to √E_0"),
        ("l1", "⟨|u|⟩"),
        ("l2", "√⟨u²⟩"),
        ("l4", "√√⟨u⁴⟩"),
        ("maximum", "max |u|"),
        ("variation", "⟨|g|⟩"),
        ("h1", "√(Σ |k|² P / (H·W)), k in radians per cell"),
        ("low_l1", "⟨|v|⟩, v the Gaussian low-pass of u with a deviation of 2 cells"),
        ("low_l2", "√⟨v²⟩"),
        ("low_maximum", "max |v|"),
        ("low_h1", "h1 of v"),
        ("high_l1", "⟨|u − v|⟩"),
        ("high_l2", "√⟨(u − v)²⟩"),
        ("high_maximum", "max |u − v|"),
        ("high_h1", "h1 of u − v"),
    ];

    private static readonly IReadOnlyList<Feature> Summary =
    [
        .. StateColumns.All
            .Select(entry => entry with { Formula = $"mean over ⌊T/2⌋ < t ≤ T of: {entry.Formula}" })
            .Concat(Dynamics)
            .Concat(Couplings)
            .Concat(Invariants.Select(invariant => (
                $"drift.{invariant.Name}.final", $"(n_T − n_0) / n_0, n = {invariant.Formula}", Real, true)))
            .Concat(Invariants.Select(invariant => (
                $"drift.{invariant.Name}.greatest", "max over t of |n_t − n_0| / n_0, same n", Positive, true)))
            .Select(entry => new Feature(
                FeatureFamily.Summary, entry.Item1, entry.Item2, entry.Item3, entry.Item4)),
    ];
}
