using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class PostTrainingValidationTests
{
    [Fact]
    public void Distances_AgreeWithScipy()
    {
        double[] p = AlignmentExpected.Read<double[]>("p");
        double[] t = AlignmentExpected.Read<double[]>("t");

        var shift = FeatureShift.Of("f", p, t);

        Assert.Equal(AlignmentExpected.Read<double>("wasserstein"), shift.Wasserstein, 1e-12);
        Assert.Equal(AlignmentExpected.Read<double>("ks"), shift.KolmogorovSmirnov, 1e-12);
        Assert.Equal(p.Average() - t.Average(), shift.Mean, 1e-12);
        Assert.Equal(Deviation(p) - Deviation(t), shift.Deviation, 1e-12);

        static double Deviation(double[] x) => Math.Sqrt(x.Average(v => v * v) - (x.Average() * x.Average()));
    }

    [Fact]
    public void Shift_OfAConstant_IsTheConstant()
    {
        var shift = FeatureShift.Of("f", [5, 6, 7], [1, 2, 3]);
        Assert.Equal((4.0, 0.0, 4.0, 1.0), (shift.Mean, shift.Deviation, shift.Wasserstein, shift.KolmogorovSmirnov));
        var none = FeatureShift.Of("f", [3, 1, 2, 3, 1, 2], [1, 2, 3]);
        Assert.Equal((0.0, 0.0), (none.Wasserstein, none.KolmogorovSmirnov));
    }

    [Fact]
    public void Validation_ComparesErrorsAndTokens()
    {
        using var scope = NewDisposeScope();
        var truth = new TokenizedFeatures(
            tensor(new[] { 0.0, 0, 1, 1 }, [2, 2]),
            tensor(new[] { 0.0, 1, 1, 2 }, [2, 2]),
            tensor(new long[] { 0, 1 }, [2, 1]));
        var predicted = new TokenizedFeatures(
            tensor(new[] { 1.0, 0, 1, 1, 1, 2 }, [3, 2]),
            tensor(new[] { 0.0, 1, 2, 2, 0, 3 }, [3, 2]),
            tensor(new long[] { 0, 0, 0 }, [3, 1]));

        var validation = PostTrainingValidation.Of(predicted, truth, ["a", "b"], [4]);

        Assert.Equal((1.0, 0.5, 2.0), (
            validation.PredictedError, validation.TruthError, validation.ReconstructionRatio));
        Assert.Equal(("a", 0.5, -0.5), (
            validation.Features[0].Name, validation.Features[0].Mean, validation.Features[0].Deviation));
        Assert.Equal((1, 2), (validation.PredictedTokens.Unique, validation.TruthTokens.Unique));
        Assert.Equal(1, validation.TruthTokens.EntropyBits, 1e-12);
    }

    [Fact]
    public void Refusals_NameTheFeature()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(
            "Expected finite numbers of 'f', got 2 of which 1 are not. (Parameter 'predicted')",
            Assert.Throws<ArgumentException>(() => FeatureShift.Of("f", [1, double.NaN], [1])).Message);
        var sample = new TokenizedFeatures(rand(2, 3), rand(2, 3), zeros([2, 1], ScalarType.Int64));
        Assert.Equal(
            "Expected shape [N, F=1], got [2, 3]. (Parameter 'sample.Features')",
            Assert.Throws<ArgumentException>(
                () => PostTrainingValidation.Of(sample, sample, ["a"], [4])).Message);
    }
}
