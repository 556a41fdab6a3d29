using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The features of a dataset, cleaned and normalised by what its training samples say.</summary>
/// <param name="Extractor">Gives the same features of any trajectory.</param>
/// <param name="Training">[N, F].</param>
/// <param name="HeldOut">[N', F].</param>
/// <param name="Timesteps">T of the trajectories.</param>
internal sealed record FeatureTable(
    AlignedFeatureExtractor Extractor, Tensor Training, Tensor HeldOut, int Timesteps) : IDisposable
{
    /// <summary>Reads the stored families and fits the feature space on the training samples.</summary>
    public static FeatureTable Read(TokenizerOptions options)
    {
        using OperatorDatasetReader reader = OperatorDatasetReader.Open(options.Dataset);
        using DisposeScope scope = NewDisposeScope();
        var split = SampleSplit.Of(reader.Path, reader.Count, options.NSamples, options.ValSplit, options.Seed);
        TrajectoryFeatures all = SampleFeatures.Read(reader);
        Tensor flat = all.Flat(); // [N, 197]
        var space = FeatureSpace.Fit(Pick(flat, split.Training), TrajectoryFeatures.FlatNames(), options.Features);
        return new FeatureTable(
            new AlignedFeatureExtractor(space),
            space.Apply(Pick(flat, split.Training)).MoveToOuterDisposeScope(),
            space.Apply(Pick(flat, split.HeldOut)).MoveToOuterDisposeScope(),
            (int)all.Temporal.size(1));
    }

    public void Dispose()
    {
        Training.Dispose();
        HeldOut.Dispose();
    }

    private static Tensor Pick(Tensor rows, IReadOnlyList<int> which) =>
        rows.index_select(0, tensor(which.Select(i => (long)i).ToArray()));
}
