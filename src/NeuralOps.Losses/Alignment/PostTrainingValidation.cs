using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// Whether tokens learnt on the truth also fit what an operator predicts: errors of both after their tokens, the
/// distribution of each feature, and the tokens used.
/// </summary>
/// <param name="PredictedError">Mean squared error of the predicted features after their tokens.</param>
/// <param name="TruthError">The same of the true features.</param>
/// <param name="Features">How each feature's distribution differs.</param>
/// <param name="PredictedTokens">The tokens of the predicted features.</param>
/// <param name="TruthTokens">The tokens of the true features.</param>
public sealed record PostTrainingValidation(
    double PredictedError,
    double TruthError,
    IReadOnlyList<FeatureShift> Features,
    TokenDiversity PredictedTokens,
    TokenDiversity TruthTokens)
{
    /// <summary>PredictedError / TruthError: 1 where the tokens fit both alike.</summary>
    public double ReconstructionRatio => PredictedError / TruthError;

    /// <summary>Compares.</summary>
    /// <param name="predicted">Features of predicted trajectories.</param>
    /// <param name="truth">Features of true trajectories, as many columns.</param>
    /// <param name="names">The name of each column.</param>
    /// <param name="codebookSizes">The number of codes of each codebook.</param>
    /// <exception cref="ArgumentException">A shape differs, or a feature is not finite.</exception>
    public static PostTrainingValidation Of(
        TokenizedFeatures predicted,
        TokenizedFeatures truth,
        IReadOnlyList<string> names,
        IReadOnlyList<int> codebookSizes) => new(
            Error(predicted, names.Count),
            Error(truth, names.Count),
            [.. Columns(predicted.Features).Zip(Columns(truth.Features), names)
                .Select(column => FeatureShift.Of(column.Third, column.First, column.Second))],
            TokenDiversity.Of(predicted.Tokens, codebookSizes),
            TokenDiversity.Of(truth.Tokens, codebookSizes));

    private static double Error(TokenizedFeatures sample, int width)
    {
        Shape.Require(sample.Features, "N F", [Shape.Any, width]);
        Shape.Require(sample.Tokens, "N L", [sample.Features.size(0), Shape.Any]);
        SameShape.Require(sample.Features, sample.Decoded);
        using var scope = NewDisposeScope();
        return Numbers.Doubles((sample.Features - sample.Decoded).square().mean())[0];
    }

    private static IEnumerable<double[]> Columns(Tensor x)
    {
        double[] values = Numbers.Doubles(x);
        int width = (int)x.size(1);
        return Enumerable.Range(0, width).Select(column =>
            Enumerable.Range(0, values.Length / width).Select(row => values[(row * width) + column]).ToArray());
    }
}
