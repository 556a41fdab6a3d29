using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// How far an encoder keeps neighbourhoods: Pearson's correlations ρ of all pairwise Euclidean distances (own included)
/// between features, latents and codes; the distances of latents and of codes are means over all of them. ρ is 0 where
/// all distances of one are equal.
/// </summary>
/// <param name="Pre">ρ(features, latents), a scalar in [−1, 1].</param>
/// <param name="Post">ρ(latents, codes).</param>
/// <param name="EndToEnd">ρ(features, codes).</param>
public sealed record Topology(Tensor Pre, Tensor Post, Tensor EndToEnd) : IDisposable
{
    private const double Least = 1e-8;

    /// <summary>Compares the distances, with gradients.</summary>
    /// <param name="features">[B, F].</param>
    /// <param name="latents">Each [B, D].</param>
    /// <param name="quantized">The codes of the latents, each [B, D].</param>
    /// <exception cref="ArgumentException">There are no latents, or a shape differs.</exception>
    public static Topology Of(Tensor features, IReadOnlyList<Tensor> latents, IReadOnlyList<Tensor> quantized)
    {
        Shape.Require(features, "B F", [Shape.Any, Shape.Any]);
        if (latents.Count == 0 || latents.Count != quantized.Count)
        {
            throw new ArgumentException(
                $"Expected as many codes as latents, at least one, got {latents.Count} and {quantized.Count}.",
                nameof(quantized));
        }

        foreach (var (z, q) in latents.Zip(quantized))
        {
            Shape.Require(z, "B D", [features.size(0), Shape.Any], nameof(latents));
            Shape.Require(q, "B D", z.shape, nameof(quantized));
        }

        using var scope = NewDisposeScope();
        var before = Centred(cdist(features, features));
        var middle = Centred(MeanDistances(latents));
        var after = Centred(MeanDistances(quantized));
        return new Topology(
            Correlation(before, middle).MoveToOuterDisposeScope(),
            Correlation(middle, after).MoveToOuterDisposeScope(),
            Correlation(before, after).MoveToOuterDisposeScope());
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Pre.Dispose();
        Post.Dispose();
        EndToEnd.Dispose();
    }

    // [B, B]; a running sum, since all the distances at once are too many for large B.
    private static Tensor MeanDistances(IReadOnlyList<Tensor> vectors)
    {
        var sum = cdist(vectors[0], vectors[0]);
        foreach (var x in vectors.Skip(1))
        {
            using var before = sum;
            using var distances = cdist(x, x);
            sum = before + distances;
        }

        return sum / vectors.Count;
    }

    private static Tensor Centred(Tensor distances) => distances - distances.mean();

    private static Tensor Correlation(Tensor a, Tensor b) =>
        (a * b).sum() / ((a.square().sum().sqrt() * b.square().sum().sqrt()) + Least);
}
