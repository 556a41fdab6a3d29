using NeuralOps.Tests;

namespace NeuralOps.Models.Tests;

public class FeatureCatalogueTests
{
    [Theory]
    [InlineData(FeatureFamily.Initial, 14, 7)]
    [InlineData(FeatureFamily.Summary, 120, 15)]
    [InlineData(FeatureFamily.Temporal, 63, 6)]
    [InlineData(FeatureFamily.Architecture, 12, 12)]
    [InlineData(FeatureFamily.Sensitivity, 10, 0)]
    public void Family_HasItsColumns(FeatureFamily family, int count, int detached)
    {
        var features = FeatureCatalogue.Of(family);

        Assert.Equal(count, features.Count);
        Assert.Equal(detached, features.Count(feature => !feature.IsDifferentiable));
        Assert.All(features, feature => Assert.Equal(family, feature.Family));
    }

    [Fact]
    public void FullNames_AreDifferent()
    {
        string[] names = [.. Enum.GetValues<FeatureFamily>().SelectMany(FeatureCatalogue.Of).Select(f => f.FullName)];

        Assert.Equal(219, names.Distinct().Count());
        Assert.Contains("temporal::spectrum.rolloff", names);
        var low = FeatureCatalogue.Of(FeatureFamily.Temporal).Single(feature => feature.Name == "spectrum.low");
        Assert.Equal("spectrum", low.Category);
    }

    [Fact]
    public void Families_KeepTheReferencesOrder()
    {
        Assert.Equal(
            [
                "spatial.clusters", "spatial.largest_cluster", "spatial.autocorrelation", "spatial.centroid_distance",
                "spectral.dominant_frequency", "spectral.centroid", "spectral.exponent", "information.entropy",
                "information.local_entropy_variance", "information.lz_complexity", "information.predictability",
                "morphology.density", "morphology.radial_gradient", "morphology.symmetry",
            ],
            FeatureCatalogue.Of(FeatureFamily.Initial).Select(feature => feature.Name));
        Assert.Equal(
            ["architecture", "stochastic", "operator", "evolution"],
            FeatureCatalogue.Of(FeatureFamily.Architecture).Select(feature => feature.Category).Distinct());
    }

    [Theory]
    [InlineData(FeatureFamily.Initial)]
    [InlineData(FeatureFamily.Summary)]
    [InlineData(FeatureFamily.Temporal)]
    [InlineData(FeatureFamily.Architecture)]
    [InlineData(FeatureFamily.Sensitivity)]
    public void DocumentationPage_ListsEveryColumn(FeatureFamily family)
    {
        string[] page = File.ReadAllLines(Path.Combine(Fixtures.Repository, "docs", "features.md"));
        string title = $"## {family.ToString().ToUpperInvariant()}";

        string[] listed =
        [
            .. page.SkipWhile(line => !line.StartsWith(title, StringComparison.Ordinal))
                .Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
                .Skip(1),
        ];

        Assert.Equal(FeatureCatalogue.Of(family).Select(Row), listed);
    }

    [Fact]
    public void UnknownFamily_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => FeatureCatalogue.Of((FeatureFamily)9));
        Assert.Equal(
            $"Expected one of the five families. (Parameter 'family'){Environment.NewLine}Actual value was 9.",
            error.Message);
    }

    private static string Row(Feature feature, int place)
    {
        string formula = feature.Formula.Replace("|", "\\|", StringComparison.Ordinal);
        string range = feature.Range.Replace("|", "\\|", StringComparison.Ordinal);
        return $"| {place} | `{feature.Name}` | {formula} | {range} | {(feature.IsDifferentiable ? "yes" : "no")} |";
    }
}
