using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>How well a <see cref="CategoricalVqVae"/> keeps a set of features.</summary>
/// <param name="Quality">1 − mean squared error, clipped to [0, 1].</param>
/// <param name="Utilization">Share of all codes of all codebooks that occur.</param>
/// <param name="Gini">Inequality of the categories' mean squared errors, from 0 (all alike) to 1.</param>
/// <param name="Composite">(Quality · σ(20 (Utilization − 0.25)) · (1 − Gini))^⅓.</param>
/// <param name="TopologyPre">ρ of <see cref="Topology"/> from features to latents; like the other two of at most 1024
/// rows, evenly spaced, because its memory grows with their square.</param>
/// <param name="TopologyPost">ρ from latents to codes.</param>
/// <param name="TopologyEndToEnd">ρ from features to codes.</param>
/// <param name="Codebooks">The use of each codebook, in the order of the tokens.</param>
/// <param name="Categories">The use and the error of each category.</param>
public sealed record CategoricalVqMetrics(
    double Quality,
    double Utilization,
    double Gini,
    double Composite,
    double TopologyPre,
    double TopologyPost,
    double TopologyEndToEnd,
    IReadOnlyList<CodebookUse> Codebooks,
    IReadOnlyList<CategoryFit> Categories)
{
    private const int MostTopologyRows = 1024;

    /// <summary>Measures; the model keeps its mode and its codebooks.</summary>
    /// <param name="model">The autoencoder.</param>
    /// <param name="features">[B, F].</param>
    /// <exception cref="ArgumentException">As of <see cref="CategoricalVqVae.forward"/>.</exception>
    public static CategoricalVqMetrics Of(CategoricalVqVae model, Tensor features)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        bool wasTraining = model.training;
        model.eval();
        try
        {
            return Of(model, features, model.call(features));
        }
        finally
        {
            model.train(wasTraining);
        }
    }

    /// <summary>Gini's coefficient Σ|x_i − x_j| / (2 n² mean) of numbers from 0; 0 where all are 0.</summary>
    /// <param name="values">At least one.</param>
    public static double GiniOf(IReadOnlyList<double> values)
    {
        double mean = values.Average();
        double sum = values.Sum(a => values.Sum(b => Math.Abs(a - b)));
        return mean > 0 ? sum / (2 * values.Count * values.Count * mean) : 0;
    }

    private static CategoricalVqMetrics Of(CategoricalVqVae model, Tensor features, CategoricalVqOutput output)
    {
        CodebookUse[] codebooks =
            [.. model.Levels.Select((level, i) => CodebookUse.Of(output.Tokens.select(1, i), level.NumTokens))];
        var errors = (output.Reconstruction - features).square().mean([0]).to(ScalarType.Float64).cpu(); // [F]
        double[] byFeature = errors.data<double>().ToArray();
        var categories = new List<CategoryFit>();
        int first = 0;
        foreach (var category in model.Options.Categories)
        {
            categories.Add(new CategoryFit(
                category.Name,
                Used(model, codebooks, first, category.Levels.Count),
                category.Indices.Average(i => byFeature[i])));
            first += category.Levels.Count;
        }

        var rows = TopologyRows(features);
        var topology = Topology.Of(
            features.index_select(0, rows),
            [.. output.Latents.Select(z => z.index_select(0, rows))],
            [.. output.Quantized.Select(q => q.index_select(0, rows))]);
        double quality = Math.Clamp(1 - byFeature.Average(), 0, 1);
        double use = Used(model, codebooks, 0, codebooks.Length);
        double gini = GiniOf([.. categories.Select(category => category.Error)]);
        double gate = 1 / (1 + Math.Exp(-20 * (use - 0.25)));
        return new CategoricalVqMetrics(
            quality,
            use,
            gini,
            Math.Cbrt(quality * gate * (1 - gini)),
            topology.Pre.ToDouble(),
            topology.Post.ToDouble(),
            topology.EndToEnd.ToDouble(),
            codebooks,
            categories);
    }

    private static Tensor TopologyRows(Tensor features)
    {
        long all = features.size(0);
        int count = (int)Math.Min(all, MostTopologyRows);
        return tensor([.. Enumerable.Range(0, count).Select(i => i * all / count)], device: features.device);
    }

    private static double Used(CategoricalVqVae model, CodebookUse[] codebooks, int first, int count)
    {
        var levels = Enumerable.Range(first, count);
        return levels.Sum(i => codebooks[i].Utilization * model.Levels[i].NumTokens)
            / levels.Sum(i => model.Levels[i].NumTokens);
    }
}
