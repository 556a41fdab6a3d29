using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// A training checkpoint of the spinlock reference (<c>best_model.pt</c>): the autoencoder and what prepares its
/// features.
/// </summary>
/// <param name="Network">The autoencoder, in evaluation mode.</param>
/// <param name="FeatureNames">The names of the features; null where the file has none.</param>
/// <param name="FeatureMask">Which of all features are kept; null where the file has none.</param>
/// <param name="Center">What is subtracted from each feature of the network's input; null where the file has
/// none.</param>
/// <param name="Scale">What each feature is then divided by.</param>
public sealed record CategoricalVqCheckpoint(
    CategoricalVqVae Network,
    IReadOnlyList<string>? FeatureNames,
    IReadOnlyList<bool>? FeatureMask,
    IReadOnlyList<double>? Center,
    IReadOnlyList<double>? Scale) : IDisposable
{
    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">A PyTorch file with the entries <c>model_state_dict</c> and <c>model_config</c>.</param>
    /// <exception cref="InvalidDataException">The file is broken, an entry is missing or of another kind, or the
    /// weights are those of another model.</exception>
    public static CategoricalVqCheckpoint Read(string path)
    {
        using var scope = NewDisposeScope();
        var root = new CheckpointEntries(PytorchFile.Read(path), path);
        var config = root.Section("model_config");
        var options = new CategoricalVqOptions
        {
            InputDim = config.Integer("input_dim"),
            Categories = Categories(config, path),
            GroupEmbeddingDim = config.Integer("group_embedding_dim"),
            GroupHiddenDim = config.Integer("group_hidden_dim"),
        };
        var network = new CategoricalVqVae(options);
        try
        {
            Weights.Load(network, PytorchFile.ReadStateDict(path, "model_state_dict"));
            network.eval();
            var statistics = root.Optional("normalization_stats") is null
                ? default
                : Statistics(root.Section("normalization_stats"), options);
            return new CategoricalVqCheckpoint(
                network, root.Texts("feature_names"), root.Flags("feature_mask"), statistics.Center, statistics.Scale);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Frees the network.</summary>
    public void Dispose() => Network.Dispose();

    private static VqCategory[] Categories(CheckpointEntries config, string path)
    {
        var groups = config.Section("group_indices");
        object? levels = config.Optional("levels");
        return
        [
            .. groups.Names.Select(name => new VqCategory
            {
                Name = name,
                Indices = [.. groups.Numbers(name).Select(index => (int)index)],
                Levels = Levels(levels, name, path),
            }),
        ];
    }

    // One list for all categories, or one each.
    private static VqLevel[] Levels(object? levels, string category, string path)
    {
        object? own = levels is OrderedDictionary<object, object?> each ? each.GetValueOrDefault(category) : levels;
        return own is List<object?> { Count: > 0 } list
            ?
            [
                .. list.Select(level => new CheckpointEntries(level, path)).Select(level => new VqLevel
                {
                    NumTokens = level.Integer("num_tokens"),
                    LatentDim = level.Integer("latent_dim"),
                }),
            ]
            : throw new InvalidDataException(
                $"{path}: expected a list of levels of category '{category}', found none.");
    }

    // Numbers of all features, or of each category's.
    private static (double[] Center, double[] Scale) Statistics(
        CheckpointEntries statistics, CategoricalVqOptions options)
    {
        double[] center = new double[options.InputDim];
        double[] scale = new double[options.InputDim];
        bool isWhole = statistics.Optional("mean") is not null || statistics.Optional("median") is not null;
        (CheckpointEntries, IReadOnlyList<int>)[] parts = isWhole
            ? [(statistics, [.. Enumerable.Range(0, options.InputDim)])]
            : [.. options.Categories.Select(category => (statistics.Section(category.Name), category.Indices))];
        foreach (var (part, columns) in parts)
        {
            bool isMedian = part.Optional("median") is not null;
            double[] centers = part.Numbers(isMedian ? "median" : "mean", columns.Count);
            double[] scales = part.Numbers(isMedian ? "mad" : "std", columns.Count);
            foreach (var (i, column) in columns.Index())
            {
                (center[column], scale[column]) = (centers[i], scales[i]);
            }
        }

        return (center, scale);
    }
}
