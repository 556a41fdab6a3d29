using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class EmbeddingMetricsTests
{
    [Fact]
    public void FrechetDistance_IsTheReferences_AlsoWithoutFullRank()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G5.2-metrics");
        var (a, b) = (golden.Read("in:features_a"), golden.Read("in:features_b"));
        double tolerance = golden.Root.GetProperty("tolerance").GetProperty("frechet_relative").GetDouble();

        golden.RequireOutput("out:frechet", tensor(FrechetDistance.Of(a, b)), tolerance);
        golden.RequireOutput("out:frechet_symmetric_form", tensor(FrechetDistance.Of(a, b)), tolerance);
        golden.RequireOutput(
            "out:frechet_rank_deficient",
            tensor(FrechetDistance.Of(a, golden.Read("in:features_small"), allowRankDeficient: true)),
            tolerance);
    }

    [Fact]
    public void FrechetDistance_OfDiagonalGaussiansIsThatOfTheirMeansAndDeviations()
    {
        random.manual_seed(5);
        using var scope = NewDisposeScope();
        var x = randn([200, 3], ScalarType.Float64);
        var scale = tensor(new[] { 2.0, 0.5, 3 });
        var shift = tensor(new[] { 1.0, -2, 0.5 });
        // The axes of x scaled: C_b = S C_a S does not commute with C_a, but x whitened first does.
        var white = Whitened(x);

        Assert.Equal(0, FrechetDistance.Of(x, x), 1e-10);
        Assert.Equal(
            (1 + 4 + 0.25) + (1 + 0.25 + 4), FrechetDistance.Of(white, (white * scale) + shift), 1e-9);
    }

    [Fact]
    public void FrechetDistance_RefusesTooFewSamplesAndNumbersThatAreNone()
    {
        using var scope = NewDisposeScope();
        RequireRefusal(
            () => FrechetDistance.Of(randn(7, 6), randn(6, 6)),
            "Expected at least 7 samples of 6 features for their covariance, got 6. (Parameter 'second')");
        RequireRefusal(
            () => FrechetDistance.Of(randn(1, 6), randn(9, 6), allowRankDeficient: true),
            "Expected at least 2 samples of 6 features for their covariance, got 1. (Parameter 'first')");
        var bad = randn(9, 2);
        bad[3, 1].fill_(float.NaN);
        RequireRefusal(
            () => FrechetDistance.Of(bad, randn(9, 2)),
            "Expected finite numbers, got 1 of 18 that are not. (Parameter 'first')");
        RequireRefusal(
            () => FrechetDistance.Of(randn(9, 2), randn(9, 3)),
            "Expected shape [N, E=2], got [9, 3]. (Parameter 'second')");
    }

    [Fact]
    public void Precision_RanksTextsWithinGroups()
    {
        using var scope = NewDisposeScope();
        // On a line: each motion's own text is the nearest, but for the last, which has two texts before its own.
        double[] motions = [0, 10, 20, 30, 100, 110, 120, 130, 7];
        double[] texts = [1, 11, 21, 33, 100, 110, 120, 105.5, 9];
        var precision = RetrievalPrecision.Of(Column(motions), Column(texts), groupSize: 4);

        Assert.Equal(2, precision.Groups);
        Assert.Equal(7 / 8.0, precision.Top1);
        Assert.Equal(7 / 8.0, precision.Top2);
        Assert.Equal(1, precision.Top3);
        Assert.Equal((1 + 1 + 1 + 3 + 24.5) / 8, precision.MultimodalDistance, 1e-12);
    }

    [Fact]
    public void Precision_OfAnEncoderThatTellsNothingIsChance_AndEqualTextsAreSharedEvenly()
    {
        using var scope = NewDisposeScope();
        var nothing = RetrievalPrecision.Of(randn(64, 5), ones(64, 5));
        Assert.Equal((1 / 32.0, 2 / 32.0, 3 / 32.0), (nothing.Top1, nothing.Top2, nothing.Top3));

        double[] pairs = [0, 0, 10, 20];
        var shared = RetrievalPrecision.Of(Column(pairs), Column(pairs), groupSize: 4);
        Assert.Equal((0.75, 1.0), (shared.Top1, shared.Top2));
    }

    [Fact]
    public void Precision_RefusesFewerMotionsThanAGroup()
    {
        using var scope = NewDisposeScope();
        RequireRefusal(
            () => RetrievalPrecision.Of(randn(31, 5), randn(31, 5)),
            "Expected at least the 32 motions of a group, got 31. (Parameter 'motion')");
    }

    [Fact]
    public void Diversity_IsTheMeanDistanceOfAllPairs()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((3 + 4 + 5) / 3.0, Diversity.Of(tensor(new[] { 0.0, 0, 3, 0, 0, 4 }, [3, 2])), 1e-12);
        RequireRefusal(
            () => Diversity.Of(randn(1, 5)), "Expected at least 2 motions to compare, got 1. (Parameter 'features')");
    }

    private static Tensor Column(double[] values) => tensor(values).unsqueeze(1);

    private static Tensor Whitened(Tensor x)
    {
        var centred = x - x.mean([0], keepdim: true);
        var columns = new List<Tensor>();
        foreach (var column in centred.unbind(1))
        {
            var rest = columns.Aggregate(column, (v, u) => v - (u * (u * v).sum()));
            columns.Add(rest / rest.square().sum().sqrt());
        }

        return stack(columns, 1) * Math.Sqrt(x.size(0) - 1);
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
