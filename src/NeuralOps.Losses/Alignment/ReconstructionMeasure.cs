using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How well features survive their tokens.</summary>
/// <param name="Error">Mean squared error over everything.</param>
/// <param name="WorstFeature">The largest mean squared error of a feature.</param>
/// <param name="Categories">The mean squared error of each category, in the order given.</param>
public sealed record ReconstructionMeasure(
    double Error, double WorstFeature, IReadOnlyList<KeyValuePair<string, double>> Categories)
{
    /// <summary>Excellent below 0.1, good below 0.5, moderate below 1, else poor.</summary>
    public Grade Grade => Error < 0.1 ? Grade.Excellent
        : Error < 0.5 ? Grade.Good
        : Error < 1 ? Grade.Moderate
        : Grade.Poor;

    /// <summary>Measures.</summary>
    /// <param name="features">[N, F].</param>
    /// <param name="decoded">[N, F].</param>
    /// <param name="categories">The columns of each category, each at least one in [0, F).</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static ReconstructionMeasure Of(
        Tensor features, Tensor decoded, IReadOnlyList<KeyValuePair<string, IReadOnlyList<int>>> categories)
    {
        Shape.Require(features, "N F", [Shape.Any, Shape.Any]);
        SameShape.Require(features, decoded);
        using var scope = NewDisposeScope();
        double[] errors = Numbers.Doubles((features - decoded).square().mean([0])); // [F]
        return new ReconstructionMeasure(
            errors.Average(),
            errors.Max(),
            [.. categories.Select(category => KeyValuePair.Create(
                category.Key, category.Value.Average(feature => errors[feature])))]);
    }
}
