using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FeatureSpaceTests
{
    private static readonly string[] Names =
        ["initial::a", "initial::constant", "summary::b", "summary::gaps", "temporal::c"];

    [Fact]
    public void Fit_DropsWhatDoesNotVary_AndStandardisesTheRest()
    {
        using var scope = NewDisposeScope();
        var features = Table();
        var space = FeatureSpace.Fit(features, Names, new FeatureSpaceOptions { OutlierDeviations = null });

        var y = space.Apply(features);

        Assert.Equal([true, false, true, true, true], space.Mask);
        Assert.Equal(["initial::a", "summary::b", "summary::gaps", "temporal::c"], space.Names);
        Assert.Equal(4, space.Width);
        Assert.Equal([100, 4], y.shape);
        Assert.Equal(0, y.mean([0]).abs().max().item<double>(), 1e-9);
        Assert.Equal(0, (y.std(0, unbiased: false) - 1).abs().max().item<double>(), 1e-9);
    }

    [Fact]
    public void MedianScaling_IgnoresOutliers()
    {
        using var scope = NewDisposeScope();
        var column = arange(101, dtype: ScalarType.Float64).unsqueeze(1);
        column[100, 0] = tensor(1e9);
        var space = FeatureSpace.Fit(
            column,
            ["initial::a"],
            new FeatureSpaceOptions { Scaling = FeatureScaling.MedianMad, OutlierDeviations = 5 });

        Assert.Equal(50, space.Center[0]);
        Assert.Equal(1.4826 * 25, space.Scale[0], 1e-12);
        Assert.Equal(50 + (5 * 1.4826 * 25), space.Upper[0], 1e-12);
        Assert.Equal(5, space.Apply(full([1, 1], 1e9, dtype: ScalarType.Float64)).item<double>(), 1e-12);
    }

    [Fact]
    public void MostlyEqualValues_KeepTheirStandardDeviation_AndHaveNoLimits()
    {
        using var scope = NewDisposeScope();
        var column = zeros([10, 1], ScalarType.Float64);
        column[9, 0] = tensor(10.0);
        var space = FeatureSpace.Fit(
            column, ["initial::a"], new FeatureSpaceOptions { Scaling = FeatureScaling.MedianMad });

        Assert.Equal(0, space.Center[0]);
        Assert.Equal(3, space.Scale[0], 1e-12); // √(0.1·10² − 1²)
        Assert.Equal(double.PositiveInfinity, space.Upper[0]);
    }

    [Fact]
    public void NonFiniteValues_BecomeTheMedian()
    {
        using var scope = NewDisposeScope();
        var space = FeatureSpace.Fit(Table(), Names);
        var clean = Table().narrow(0, 0, 1).clone();
        clean[0, 3] = tensor(space.Fill[3]);

        foreach (double bad in new[] { double.NaN, double.PositiveInfinity, double.NegativeInfinity })
        {
            var broken = clean.clone();
            broken[0, 3] = tensor(bad);
            Assert.True(space.Apply(broken).equal(space.Apply(clean)).all().item<bool>());
        }
    }

    [Theory]
    [InlineData(FeatureScaling.MeanStd)]
    [InlineData(FeatureScaling.MedianMad)]
    [InlineData(FeatureScaling.BatchStatistics)]
    public void Families_ArePartsOfTheWhole(FeatureScaling scaling)
    {
        using var scope = NewDisposeScope();
        var features = Table();
        var space = FeatureSpace.Fit(features, Names, new FeatureSpaceOptions { Scaling = scaling });

        var parts = cat(
            [
                space.Apply(features.narrow(1, 0, 2), FeatureFamily.Initial),
                space.Apply(features.narrow(1, 2, 2), FeatureFamily.Summary),
                space.Apply(features.narrow(1, 4, 1), FeatureFamily.Temporal),
                space.Apply(features.narrow(1, 0, 0), FeatureFamily.Sensitivity),
            ],
            1);

        Assert.True(parts.allclose(space.Apply(features), 1e-12, 1e-12)); // batch statistics sum in another order
        Assert.Equal([1, 2, 1, 0], new[]
        {
            space.WidthOf(FeatureFamily.Initial), space.WidthOf(FeatureFamily.Summary),
            space.WidthOf(FeatureFamily.Temporal), space.WidthOf(FeatureFamily.Sensitivity),
        });
    }

    [Fact]
    public void BatchStatistics_AreUnbiased_AndLeaveASingleRow()
    {
        using var scope = NewDisposeScope();
        var space = FeatureSpace.Fit(
            Table(),
            Names,
            new FeatureSpaceOptions { Scaling = FeatureScaling.BatchStatistics, OutlierDeviations = null });
        var batch = tensor(new double[] { 1, 7, 5, 2, 4, 3, 7, 5, 4, 8 }).reshape(2, 5);

        double half = Math.Sqrt(0.5); // ±1 / (√2·1) for two values
        Assert.True(space.Apply(batch).allclose(
            tensor(new[] { -half, 0, -half, -half, half, 0, half, half }).reshape(2, 4), 1e-12, 1e-12));
        Assert.True(space.Apply(batch.narrow(0, 0, 1)).allclose(
            tensor(new double[] { 1, 5, 2, 4 }).reshape(1, 4), 1e-12, 1e-12));
    }

    [Fact]
    public void Json_KeepsEverything()
    {
        using var scope = NewDisposeScope();
        var space = FeatureSpace.Fit(Table(), Names, new FeatureSpaceOptions { OutlierDeviations = null });

        var read = FeatureSpace.FromJson(space.ToJson(), "space");

        Assert.Equal(space.ToJson(), read.ToJson());
        Assert.True(read.Apply(Table()).equal(space.Apply(Table())).all().item<bool>());
        Assert.DoesNotContain('\n', space.ToJson());
    }

    [Fact]
    public void Gradients_PassWithinTheLimits()
    {
        using var scope = NewDisposeScope();
        var space = FeatureSpace.Fit(Table(), Names);
        var x = Table().narrow(0, 0, 3).clone();
        x[1, 0] = tensor(1e9);
        x[2, 3] = tensor(double.NaN);
        x.requires_grad_();

        space.Apply(x).sum().backward();

        var gradient = x.grad!;
        Assert.Equal(1 / space.Scale[0], gradient[0, 0].item<double>(), 1e-12);
        Assert.Equal(0, gradient[0, 1].item<double>());
        Assert.Equal(0, gradient[1, 0].item<double>());
        Assert.Equal(0, gradient[2, 3].item<double>());
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var space = FeatureSpace.Fit(Table(), Names);

        Refused("Expected 5 features along the last axis, got shape [2, 171]. (Parameter 'features')",
            () => space.Apply(rand(2, 171)));
        Refused("Expected 2 summary::* features along the last axis, got shape [2, 5]. (Parameter 'features')",
            () => space.Apply(rand(2, 5), FeatureFamily.Summary));
        Refused("Expected shape [N, D=5], got [3, 4]. (Parameter 'features')",
            () => FeatureSpace.Fit(rand(3, 4), Names));
        Refused("Expected at least 2 rows to fit, got shape [1, 5]. (Parameter 'features')",
            () => FeatureSpace.Fit(rand(1, 5), Names));
        Refused("Expected different names, got 'a' twice. (Parameter 'names')",
            () => FeatureSpace.Fit(rand(3, 2), ["a", "a"]));
        Refused("Expected features that vary, got 2 constant or non-finite ones. (Parameter 'features')",
            () => FeatureSpace.Fit(cat([ones(3, 1), full([3, 1], double.NaN)], 1), ["a", "b"]));
        string json = (space with { Mask = [true] }).ToJson();
        Assert.Equal(
            "run.safetensors: expected 5 values of mask, fill, lower, upper, center and scale as there are names, "
            + "found 1, 5, 5, 5, 5, 5.",
            Assert.Throws<InvalidDataException>(() => FeatureSpace.FromJson(json, "run.safetensors")).Message);
        Assert.Equal(
            $"MinVariance ('-1') must be a non-negative value. (Parameter 'MinVariance'){Environment.NewLine}"
            + "Actual value was -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureSpaceOptions { MinVariance = -1 }).Message);
        Assert.Equal(
            $"Expected a number above 0, or null. (Parameter 'OutlierDeviations'){Environment.NewLine}"
            + "Actual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(
                () => new FeatureSpaceOptions { OutlierDeviations = 0 }).Message);
    }

    [Fact]
    public void Apply_LeavesNoTensors()
    {
        using var features = Table();
        var space = FeatureSpace.Fit(features, Names);
        using var ledger = TensorLedger.Start();

        for (int i = 0; i < 50; i++)
        {
            using var y = space.Apply(features);
        }

        ledger.RequireBalanced();
    }

    private static Tensor Table()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        var features = randn([100, 5], dtype: ScalarType.Float64) * tensor(new[] { 1, 0, 1e3, 1e-3, 5.0 }) + 4;
        features[5, 3] = tensor(double.NaN);
        features[6, 3] = tensor(double.PositiveInfinity);
        return features.MoveToOuterDisposeScope();
    }

    private static void Refused(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => { action(); }).Message);
}
