namespace NeuralOps.Models;

/// <summary>One column of a feature table; all are dimensionless or in units of the field, the cell and the
/// step.</summary>
/// <param name="Family">What it is taken from.</param>
/// <param name="Name">Its name within the family, <c>category.name</c>.</param>
/// <param name="Formula">What it computes, in the symbols of <see cref="FeatureCatalogue"/>.</param>
/// <param name="Range">The values it can take.</param>
/// <param name="IsDifferentiable">Whether gradients pass through it, almost everywhere; the others are
/// detached.</param>
public sealed record Feature(
    FeatureFamily Family, string Name, string Formula, string Range, bool IsDifferentiable = true)
{
    /// <summary>The part of <see cref="Name"/> before the first point.</summary>
    public string Category => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary><c>family::category.name</c>, unique over all families.</summary>
    public string FullName => Prefix(Family) + Name;

    internal static string Prefix(FeatureFamily family) => family switch
    {
        FeatureFamily.Initial => "initial::",
        FeatureFamily.Summary => "summary::",
        FeatureFamily.Temporal => "temporal::",
        FeatureFamily.Architecture => "architecture::",
        _ => "sensitivity::",
    };
}
