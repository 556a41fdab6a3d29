using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How well a model's own latents agree with those of an encoder, sample by sample.</summary>
/// <param name="Cosine">Mean of the cosines between both.</param>
/// <param name="CosineDeviation">Their standard deviation over samples (of the population).</param>
/// <param name="LeastCosine">The smallest of them.</param>
/// <param name="LargestCosine">The largest of them.</param>
/// <param name="Error">Mean squared error between both.</param>
/// <param name="ProjectedDeviation">Standard deviation of all numbers of the model's latents.</param>
/// <param name="LatentDeviation">Standard deviation of all numbers of the encoder's.</param>
public sealed record LatentAgreement(
    double Cosine,
    double CosineDeviation,
    double LeastCosine,
    double LargestCosine,
    double Error,
    double ProjectedDeviation,
    double LatentDeviation)
{
    private const double Least = 1e-8;

    /// <summary>Strong above 0.7, moderate above 0.5, weak above 0.3, else poor.</summary>
    public Grade Grade => Cosine > 0.7 ? Grade.Strong
        : Cosine > 0.5 ? Grade.Moderate
        : Cosine > 0.3 ? Grade.Weak
        : Grade.Poor;

    /// <summary>Measures.</summary>
    /// <param name="projected">The model's latents, averaged over states, [N, D], at least one row.</param>
    /// <param name="latents">The encoder's, [N, D].</param>
    /// <exception cref="ArgumentException">A shape differs, or there are no rows.</exception>
    public static LatentAgreement Of(Tensor projected, Tensor latents)
    {
        Shape.Require(projected, "N D", [Shape.Any, Shape.Any]);
        SameShape.Require(projected, latents);
        if (projected.size(0) == 0)
        {
            throw new ArgumentException("Expected the latents of at least one sample, got none.", nameof(projected));
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var (p, z) = (projected.to(ScalarType.Float64), latents.to(ScalarType.Float64));
        var scale = (p.square().sum(1) * z.square().sum(1)).sqrt().clamp_min(Least);
        double[] cosines = Numbers.Doubles((p * z).sum(1) / scale);
        double mean = cosines.Average();
        return new LatentAgreement(
            mean,
            Math.Sqrt(cosines.Average(cosine => (cosine - mean) * (cosine - mean))),
            cosines.Min(),
            cosines.Max(),
            (p - z).square().mean().item<double>(),
            p.std(unbiased: false).item<double>(),
            z.std(unbiased: false).item<double>());
    }
}
