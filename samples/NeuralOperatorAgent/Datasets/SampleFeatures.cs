using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The families of features that a dataset keeps of every sample.</summary>
internal static class SampleFeatures
{
    public const string Initial = "initial/aggregated";
    public const string Summary = "summary/per_trajectory";
    public const string Aggregated = "summary/aggregated";
    public const string Temporal = "temporal";

    /// <summary>The features of one sample.</summary>
    /// <param name="trajectories">[M, T+1, C, H, W].</param>
    public static IReadOnlyList<FeatureArray> Of(Tensor trajectories)
    {
        using IDisposable quiet = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor sample = trajectories.unsqueeze(0); // [1, M, T+1, C, H, W]
        using TrajectoryFeatures features = TrajectoryFeatures.Of(sample);
        Tensor summary = SummaryFeatures.Of(sample); // [1, M, 120]
        return
        [
            Array(Initial, features.Initial, Names(FeatureFamily.Initial)),
            Array(Summary, summary, Names(FeatureFamily.Summary)),
            Array(Aggregated, SummaryFeatures.Aggregate(summary), SummaryFeatures.AggregatedNames),
            Array(Temporal, features.Temporal, Names(FeatureFamily.Temporal)),
        ];
    }

    /// <summary>The stored families of all samples, as the tokenizer takes them: the summary is the mean over
    /// realisations.</summary>
    public static TrajectoryFeatures Read(OperatorDatasetReader reader)
    {
        foreach (string path in (string[])[Initial, Summary, Temporal])
        {
            if (!reader.FeaturePaths.Contains(path))
            {
                throw new InvalidDataException(
                    $"{reader.Path}: expected the features '{path}', found "
                    + $"{(reader.FeaturePaths.Count == 0 ? "none" : string.Join(", ", reader.FeaturePaths))}. "
                    + "Generate the dataset with features.");
            }
        }

        using DisposeScope scope = NewDisposeScope();
        return new TrajectoryFeatures(
            reader.Features(Initial).MoveToOuterDisposeScope(),
            reader.Features(Summary).mean([1]).MoveToOuterDisposeScope(),
            reader.Features(Temporal).MoveToOuterDisposeScope(), null);
    }

    private static string[] Names(FeatureFamily family) => [.. FeatureCatalogue.Of(family).Select(x => x.Name)];

    private static FeatureArray Array(string path, Tensor values, IReadOnlyList<string> names) =>
        new(path, values.squeeze(0).MoveToOuterDisposeScope(), names);
}
