using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class AlignmentReportTests
{
    [Theory]
    [InlineData(0.0999, Grade.Excellent)]
    [InlineData(0.1, Grade.Good)]
    [InlineData(0.5, Grade.Moderate)]
    [InlineData(1, Grade.Poor)]
    public void Reconstruction_IsGradedByItsError(double error, Grade grade) =>
        Assert.Equal(grade, new ReconstructionMeasure(error, 0, []).Grade);

    [Theory]
    [InlineData(71, Grade.Excellent)]
    [InlineData(70, Grade.Good)]
    [InlineData(50, Grade.Moderate)]
    [InlineData(30, Grade.Poor)]
    public void Diversity_IsGradedByItsShare(int unique, Grade grade) =>
        Assert.Equal(grade, new TokenDiversity(unique, 100, 0).Grade);

    [Theory]
    [InlineData(0.71, Grade.Strong)]
    [InlineData(0.7, Grade.Moderate)]
    [InlineData(0.5, Grade.Weak)]
    [InlineData(0.3, Grade.Poor)]
    public void Agreement_IsGradedByItsCosine(double cosine, Grade grade) =>
        Assert.Equal(grade, new LatentAgreement(cosine, 0, 0, 0, 0, 0, 0).Grade);

    [Theory]
    [InlineData(0.0499, Grade.Excellent)]
    [InlineData(0.05, Grade.Good)]
    [InlineData(0.1, Grade.Moderate)]
    [InlineData(0.2, Grade.Poor)]
    [InlineData(double.NaN, Grade.Poor)]
    public void Consistency_IsGradedByItsVariation(double variation, Grade grade) =>
        Assert.Equal(grade, new TemporalConsistency([], variation).Grade);

    [Theory]
    [InlineData(0.01, 90, 0.8, 0.01, 3.75, Grade.Excellent)]
    [InlineData(0.2, 90, 0.8, 0.01, 3.5, Grade.Excellent)]
    [InlineData(0.2, 60, 0.8, 0.01, 3.25, Grade.Good)]
    [InlineData(0.6, 40, 0.8, 0.06, 2.5, Grade.Good)]
    [InlineData(0.6, 40, 0.6, 0.06, 2.25, Grade.Moderate)]
    [InlineData(2, 40, 0.4, 0.06, 1.5, Grade.Moderate)]
    [InlineData(2, 40, 0.4, 0.15, 1.25, Grade.Poor)]
    [InlineData(2, 10, 0.1, 0.9, 0, Grade.Poor)]
    public void Verdict_IsTheMeanOfThePoints(
        double error, int unique, double cosine, double variation, double score, Grade verdict)
    {
        var report = new AlignmentReport(
            new ReconstructionMeasure(error, 0, []),
            new TokenDiversity(unique, 100, 0),
            new LatentAgreement(cosine, 0, 0, 0, 0, 0, 0),
            new TemporalConsistency([], variation));

        Assert.Equal((score, verdict), (report.Score, report.Verdict));
    }

    [Fact]
    public void Reconstruction_MeasuresFeaturesAndCategories()
    {
        using var scope = NewDisposeScope();
        var features = tensor(new[] { 0.0, 1, 2, 0, 1, 2 }, [2, 3]);
        var decoded = tensor(new[] { 1.0, 1, 0, 1, 1, 2 }, [2, 3]);

        var measure = ReconstructionMeasure.Of(features, decoded, [new("a", [0, 1]), new("b", [2])]);

        Assert.Equal(1, measure.Error, 1e-12); // errors 1, 0 and 2 of the features
        Assert.Equal(2, measure.WorstFeature);
        Assert.Equal([new("a", 0.5), new("b", 2)], measure.Categories);
    }

    [Fact]
    public void Diversity_TellsCodebooksApart()
    {
        using var scope = NewDisposeScope();

        var diversity = TokenDiversity.Of(tensor(new long[] { 0, 0, 1, 0, 0, 0, 1, 0 }, [4, 2]), [2, 6]);

        Assert.Equal((3, 8), (diversity.Unique, diversity.Total));
        Assert.Equal(1.5, diversity.EntropyBits, 1e-12); // shares ¼, ¼ and ½
        Assert.Equal(1.5 * Math.Log(2), diversity.Entropy, 1e-12);
        Assert.Equal(
            "Expected tokens in [0, 2) for codebook 1, got 2. (Parameter 'tokens')",
            Assert.Throws<ArgumentException>(
                () => TokenDiversity.Of(tensor(new long[] { 0, 2 }, [1, 2]), [6, 2])).Message);
        Assert.Equal(
            "Expected at least one row of tokens, got none. (Parameter 'tokens')",
            Assert.Throws<ArgumentException>(() => TokenDiversity.Of(zeros([0, 2], ScalarType.Int64), [6, 2])).Message);
    }

    [Fact]
    public void Agreement_MeasuresCosines()
    {
        using var scope = NewDisposeScope();
        var p = tensor(new[] { 2.0, 0, 0, 3 }, [2, 2]);
        var z = tensor(new[] { 5.0, 0, 4, 0 }, [2, 2]);

        var agreement = LatentAgreement.Of(p, z);

        Assert.Equal((0.5, 0.5, 0.0, 1.0), (
            agreement.Cosine, agreement.CosineDeviation, agreement.LeastCosine, agreement.LargestCosine));
        Assert.Equal((9 + 16 + 9) / 4.0, agreement.Error);
        Assert.Equal(Math.Sqrt((13 / 4.0) - (25 / 16.0)), agreement.ProjectedDeviation, 1e-12);
    }

    [Fact]
    public void Consistency_MeasuresTheMeanLengthOfEachState()
    {
        using var scope = NewDisposeScope();
        var latents = tensor(new[] { 3.0, 4, 0, 1, 6, 8, 0, 0 }, [2, 2, 2]);

        var consistency = TemporalConsistency.Of(latents);

        Assert.Equal([3.0, 5], consistency.Norms);
        Assert.Equal(0.25, consistency.Variation, 1e-12);
    }
}
