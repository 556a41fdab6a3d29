using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout.Tests;

public sealed class HorizonEvaluationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(50)]
    public void Run_MeasuresAnErrorThatGrowsExponentially(int chunk)
    {
        // The truth is constant, the model doubles the deviation: e_t = |u_0 − 1| 2^(t+1).
        using var initial = tensor(new[] { 1.25, 0.9 }).reshape(2, 1, 1);
        var curves = HorizonEvaluation.Run(
            (state, t) => 1 + 2 * (state - 1), initial, (first, count) => ones([2, count, 1, 1], ScalarType.Float64),
            steps: 20, chunk, new Dictionary<string, HorizonMetric>
            {
                ["error"] = (prediction, truth) => (prediction - truth).abs().flatten(2).mean([2]),
                ["near"] = (prediction, truth) => 1 - (prediction - truth).abs().flatten(2).mean([2]),
            });

        var error = curves["error"];
        Assert.Equal((2, 20), (error.Samples, error.Steps));
        for (int t = 0; t < 20; t++)
        {
            Assert.Equal(0.25 * Math.Pow(2, t + 1), error[0, t], 1e-6);
            Assert.Equal(0.175 * Math.Pow(2, t + 1), error.Mean()[t], 1e-6);
        }

        Assert.Equal(Math.Log(2), error.GrowthRate(3, 10), 1e-9);
        Assert.Equal((1 + 3) / 2.0, curves["near"].StepsWhileAtLeast(0.2)); // 0.5, 0 and 0.8, 0.6, 0.2, −0.6
    }

    [Fact]
    public void Run_GivesTheTruthInChunksAndFreesIt()
    {
        using var initial = zeros([1, 1]);
        List<(int, int)> asked = [];
        using var ledger = TensorLedger.Start();
        HorizonEvaluation.Run(
            (state, t) => state + 1, initial,
            (first, count) =>
            {
                asked.Add((first, count));
                return arange(first + 1, first + count + 1, dtype: ScalarType.Float32).reshape(1, count, 1);
            },
            7, 3, new Dictionary<string, HorizonMetric>
            {
                ["error"] = (prediction, truth) =>
                {
                    Assert.Equal(0, (prediction - truth).abs().max().item<float>());
                    return zeros(prediction.shape[..2]);
                },
            });
        Assert.Equal([(0, 3), (3, 3), (6, 1)], asked);
        ledger.RequireBalanced();
    }

    [Fact]
    public void StepsWhileAtLeast_CountsNaNAsLostAndAnEndlessStayAsAllSteps()
    {
        var curve = new HorizonCurve(new[,] { { 1, double.NaN, 1 }, { 1, 0.95, 0.9 } });
        Assert.Equal((1 + 3) / 2.0, curve.StepsWhileAtLeast(0.9));
    }

    [Fact]
    public void GrowthRate_OfAnErrorOfZero_IsNotANumber() =>
        Assert.Equal(double.NaN, new HorizonCurve(new[,] { { 1.0, 0, 1 } }).GrowthRate(0, 3));

    [Fact]
    public void Run_WithATruthOfAnotherShape_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => HorizonEvaluation.Run(
            (state, t) => state, zeros([2, 3]), (first, count) => zeros([2, count, 4]), 5, 4,
            new Dictionary<string, HorizonMetric>()));
        Assert.Equal(
            "Expected the truth of steps 0 to 3 with the shape [2, 4, 3] of the states, got [2, 4, 4]. "
            + "(Parameter 'truth')", error.Message);
        error = Assert.Throws<ArgumentException>(() => HorizonEvaluation.Run(
            (state, t) => state, zeros([2, 3]), (first, count) => zeros([2, count, 3]), 5, 4,
            new Dictionary<string, HorizonMetric> { ["mse"] = (prediction, truth) => zeros([2]) }));
        Assert.Equal("Expected shape [B=2, n=4], got [2]. (Parameter 'mse')", error.Message);
    }

    [Fact]
    public void Run_OfANegativeNumberOfSteps_IsRefused()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => HorizonEvaluation.Run(
            (state, t) => state, zeros([2, 3]), (first, count) => zeros([2, count, 3]), -1, 4,
            new Dictionary<string, HorizonMetric> { ["mse"] = (prediction, truth) => zeros([2, 1]) }));
        Assert.Equal("steps", error.ParamName);
    }

    [Fact]
    public void Curve_OfNothing_IsRefused()
    {
        var error = Assert.Throws<ArgumentException>(() => new HorizonCurve(new double[0, 3]));
        Assert.Equal("Expected at least one sample and one step, got 0 and 3. (Parameter 'values')", error.Message);
    }
}
