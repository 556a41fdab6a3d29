using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How steady the size of a model's latents is along trajectories.</summary>
/// <param name="Norms">The mean length of the latents of each state.</param>
/// <param name="Variation">Their coefficient of variation, standard deviation (of the population) over mean.</param>
public sealed record TemporalConsistency(IReadOnlyList<double> Norms, double Variation)
{
    /// <summary>Excellent below 0.05, good below 0.1, moderate below 0.2, else poor.</summary>
    public Grade Grade => Variation < 0.05 ? Grade.Excellent
        : Variation < 0.1 ? Grade.Good
        : Variation < 0.2 ? Grade.Moderate
        : Grade.Poor;

    /// <summary>Measures.</summary>
    /// <param name="latents">[T, N, D] of evenly spaced states, at least one of each.</param>
    /// <exception cref="ArgumentException">The shape differs, or an axis is empty.</exception>
    public static TemporalConsistency Of(Tensor latents)
    {
        Shape.Require(latents, "T N D", [Shape.Any, Shape.Any, Shape.Any]);
        if (latents.numel() == 0)
        {
            throw new ArgumentException(
                $"Expected latents of at least one state and sample, got {Shape.Format(latents.shape)}.",
                nameof(latents));
        }

        using var scope = NewDisposeScope();
        double[] norms = Numbers.Doubles(latents.to(ScalarType.Float64).square().sum(2).sqrt().mean([1])); // [T]
        double mean = norms.Average();
        double deviation = Math.Sqrt(norms.Average(norm => (norm - mean) * (norm - mean)));
        return new TemporalConsistency(norms, deviation / mean);
    }
}
