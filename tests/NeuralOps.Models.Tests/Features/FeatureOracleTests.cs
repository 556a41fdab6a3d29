using System.Text.Json;
using NeuralOps.Data;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

/// <summary>Every column against the same formula in float64 NumPy.</summary>
public sealed class FeatureOracleTests : IDisposable
{
    // Sums of some hundred terms in another order, and differences of them.
    private const double Rounding = 1e-9;

    // In float32 the same, times the cancellation of high moments and of waves that are nearly absent.
    private const double SingleRounding = 2e-3;

    private readonly NpzArchive arrays = NpzArchive.Open(Fixtures.PathOf("features", "expected.npz"));
    private readonly Dictionary<string, string[]> names = JsonSerializer.Deserialize<Dictionary<string, string[]>>(
        File.ReadAllText(Fixtures.PathOf("features", "expected.json")))!;

    [Theory]
    [InlineData("two_channels", ScalarType.Float64, Rounding)]
    [InlineData("one_step", ScalarType.Float64, Rounding)]
    [InlineData("long", ScalarType.Float64, Rounding)]
    [InlineData("two_channels", ScalarType.Float32, SingleRounding)]
    [InlineData("long", ScalarType.Float32, SingleRounding)]
    public void EveryColumn_IsItsFormula(string name, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        var trajectory = arrays.Read($"{name}/trajectory").ToTensor().to(dtype);

        Compare(name, FeatureFamily.Initial, InitialFeatures.Of(trajectory.select(1, 0)), tolerance);
        Compare(name, FeatureFamily.Summary, SummaryFeatures.Of(trajectory), tolerance);
        Compare(name, FeatureFamily.Temporal, TemporalFeatures.Of(trajectory).flatten(0, 1), tolerance);
    }

    public void Dispose() => arrays.Dispose();

    private void Compare(string name, FeatureFamily family, Tensor actual, double tolerance)
    {
        string table = family.ToString().ToLowerInvariant();
        var expected = arrays.Read($"{name}/{table}").ToTensor();
        var features = FeatureCatalogue.Of(family);
        Assert.Equal(features.Select(feature => feature.Name).Order(), names[table].Order());
        Assert.Equal([expected.size(0), features.Count], actual.shape);
        List<string> wrong = [];
        for (int column = 0; column < features.Count; column++)
        {
            double[] want = FeatureLawTests.Values(
                expected.select(1, Array.IndexOf(names[table], features[column].Name)));
            double[] got = FeatureLawTests.Values(actual.select(1, column));
            for (int row = 0; row < want.Length; row++)
            {
                if (!(Math.Abs(want[row] - got[row]) <= tolerance * Math.Max(1, Math.Abs(want[row]))))
                {
                    wrong.Add($"{features[column].FullName}[{row}]: expected {want[row]}, got {got[row]}");
                }
            }
        }

        Assert.Equal([], wrong);
    }
}
