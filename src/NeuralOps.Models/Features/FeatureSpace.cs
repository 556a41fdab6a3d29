using System.Text.Json.Serialization;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// The one place that says which features a model takes and in which units: names, cleaning, mask and normalisation,
/// fitted on a training set and stored with the model. A model is built with <see cref="Width"/> inputs, so that what
/// was fitted and what is fed cannot differ.
/// </summary>
/// <remarks>
/// y = (min(max(x, lower), upper) − center) / scale for the columns of the mask, with non-finite x replaced first.
/// Gradients pass where x is finite and within the limits.
/// </remarks>
public sealed partial record FeatureSpace
{
    /// <summary>The names of all columns before the mask, D of them.</summary>
    public required string[] SourceNames { get; init; }

    /// <summary>Which columns are kept, [D].</summary>
    public required bool[] Mask { get; init; }

    /// <summary>What non-finite values become: the training set's median, [D].</summary>
    public required double[] Fill { get; init; }

    /// <summary>The limits that values are moved to, [D]; infinite where there are none.</summary>
    public required double[] Lower { get; init; }

    /// <inheritdoc cref="Lower"/>
    public required double[] Upper { get; init; }

    /// <summary>What is subtracted, [D]; not used with <see cref="FeatureScaling.BatchStatistics"/>.</summary>
    public required double[] Center { get; init; }

    /// <summary>What is divided by, [D]; not used with <see cref="FeatureScaling.BatchStatistics"/>.</summary>
    public required double[] Scale { get; init; }

    /// <summary>What <see cref="Center"/> and <see cref="Scale"/> are.</summary>
    public required FeatureScaling Scaling { get; init; }

    /// <summary>The number of kept columns.</summary>
    [JsonIgnore]
    public int Width => Mask.Count(kept => kept);

    /// <summary>The names of the kept columns.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Names => [.. Kept(_ => true).Select(place => SourceNames[place])];

    /// <summary>Cleans, masks and normalises. [..., D] → [..., Width].</summary>
    /// <param name="features">All columns, in the order of <see cref="SourceNames"/>.</param>
    /// <exception cref="ArgumentException">The last axis has another length.</exception>
    public Tensor Apply(Tensor features) => Apply(features, _ => true, "features");

    /// <summary>Cleans, masks and normalises one family's columns. [..., D_family] → [..., kept of them].</summary>
    /// <param name="features">The columns of the family, in the order of <see cref="SourceNames"/>.</param>
    /// <param name="family">The family: the columns whose names start with <c>family::</c>.</param>
    /// <exception cref="ArgumentException">The last axis has another length.</exception>
    public Tensor Apply(Tensor features, FeatureFamily family)
    {
        string prefix = Feature.Prefix(family);
        return Apply(features, name => name.StartsWith(prefix, StringComparison.Ordinal), $"{prefix}* features");
    }

    /// <summary>The number of kept columns of one family.</summary>
    /// <param name="family">The family.</param>
    public int WidthOf(FeatureFamily family) =>
        Kept(name => name.StartsWith(Feature.Prefix(family), StringComparison.Ordinal)).Length;

    /// <summary>The space as JSON on one line, for the metadata of a checkpoint.</summary>
    public string ToJson() => OptionsJson.Serialize(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">The name of the text in error messages.</param>
    /// <exception cref="InvalidDataException">The text is not a feature space, or its arrays contradict each
    /// other.</exception>
    public static FeatureSpace FromJson(string json, string source)
    {
        var space = OptionsJson.Deserialize<FeatureSpace>(json, source);
        int width = space.SourceNames.Length;
        int[] lengths =
        [
            space.Mask.Length, space.Fill.Length, space.Lower.Length, space.Upper.Length, space.Center.Length,
            space.Scale.Length,
        ];
        if (lengths.Any(length => length != width))
        {
            throw new InvalidDataException(
                $"{source}: expected {width} values of mask, fill, lower, upper, center and scale as there are names, "
                + $"found {string.Join(", ", lengths)}.");
        }

        return space;
    }

    private Tensor Apply(Tensor features, Predicate<string> part, string what)
    {
        ArgumentNullException.ThrowIfNull(features);
        int given = SourceNames.Count(name => part(name));
        if (features.ndim == 0 || features.size(-1) != given)
        {
            throw new ArgumentException(
                $"Expected {given} {what} along the last axis, got shape {Shape.Format(features.shape)}.",
                nameof(features));
        }

        using var scope = NewDisposeScope();
        int[] all = [.. Enumerable.Range(0, SourceNames.Length).Where(place => part(SourceNames[place]))];
        int[] kept = [.. Enumerable.Range(0, given).Where(place => Mask[all[place]])];
        Tensor Row(double[] values) =>
            tensor(kept.Select(place => values[all[place]]).ToArray()).to(features.dtype, features.device);
        var places = tensor(kept.Select(place => (long)place).ToArray(), device: features.device);
        var x = features.index_select(-1, places);
        x = where(x.isfinite(), x, Row(Fill));
        x = x.maximum(Row(Lower)).minimum(Row(Upper));
        x = Scaling == FeatureScaling.BatchStatistics ? ByBatch(x) : (x - Row(Center)) / Row(Scale);
        return x.MoveToOuterDisposeScope();
    }

    private static Tensor ByBatch(Tensor x)
    {
        const double leastDeviation = 1e-8;
        if (x.ndim == 1 || x.numel() < 2 * x.size(-1))
        {
            return x;
        }

        var rows = x.flatten(0, x.ndim - 2); // [N, D]
        var deviation = rows.std(0);
        deviation = where(deviation < leastDeviation, ones_like(deviation), deviation);
        return (x - rows.mean([0])) / deviation;
    }

    private int[] Kept(Predicate<string> part) =>
        [.. Enumerable.Range(0, SourceNames.Length).Where(place => Mask[place] && part(SourceNames[place]))];
}
