using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOperatorAgent;

/// <summary>The errors of a predictor on held-out samples over the horizon.</summary>
/// <param name="Name">The predictor.</param>
/// <param name="Errors">Mean squared error of each sample after each step, [sample][step].</param>
/// <param name="Relative">‖p − y‖ / ‖y‖ of each sample over all steps.</param>
/// <param name="CorrelatedSteps">Steps of each sample until the correlation with the truth falls below 0.9.</param>
/// <param name="Spectrum">The mean spectrum after the last step.</param>
/// <param name="TrueSpectrum">That of the truth.</param>
internal sealed record HorizonScores(
    string Name, double[][] Errors, double[] Relative, double[] CorrelatedSteps, double[] Spectrum,
    double[] TrueSpectrum)
{
    /// <summary>The mean squared error over all steps of some samples.</summary>
    public double MeanOf(IEnumerable<int> samples) => samples.Average(i => Errors[i].Average());

    /// <summary>The mean squared error after each step, over samples.</summary>
    public double[] Curve => [.. Enumerable.Range(0, Errors[0].Length).Select(t => Errors.Average(row => row[t]))];

    /// <summary>Measures a predictor.</summary>
    /// <param name="predictor">What is measured.</param>
    /// <param name="data">The held-out samples.</param>
    /// <param name="first">The frame that predictions start from.</param>
    public static HorizonScores Of(Predictor predictor, HeldOut data, int first)
    {
        using IDisposable quiet = no_grad();
        var errors = new List<double[]>();
        var relative = new List<double>();
        var steps = new List<double>();
        var spectra = new List<(double[] Own, double[] True)>();
        foreach (TruthBatch truth in data.Chunks())
        {
            using DisposeScope scope = NewDisposeScope();
            int n = truth.Steps - first;
            Tensor target = truth.Frames.narrow(1, first + 1, n);
            Tensor prediction = predictor.Predict(truth).narrow(1, 1, n);
            Tensor squares = (prediction - target).square().mean([2, 3, 4]); // [B, n]
            errors.AddRange(Numbers(squares).Chunk(n));
            Tensor ratio = squares.mean([1]) / target.square().mean([1, 2, 3, 4]);
            relative.AddRange(Numbers(ratio.sqrt()));
            steps.AddRange(Numbers(CorrelationTime.Of(prediction, target).to(ScalarType.Float32)));
            spectra.Add((SpectrumOf(prediction), SpectrumOf(target)));
            truth.Frames.Dispose();
        }

        return new HorizonScores(
            predictor.Name, [.. errors], [.. relative], [.. steps], Mean(spectra.Select(pair => pair.Own)),
            Mean(spectra.Select(pair => pair.True)));
    }

    private static double[] SpectrumOf(Tensor fields)
    {
        Tensor last = fields.select(1, fields.size(1) - 1); // [B, C, H, W]
        double[] shells = Numbers(EnergySpectrum.Of(last.contiguous()).mean([0]));
        return shells[1..((int)Math.Min(last.size(2), last.size(3)) / 2)];
    }

    private static double[] Mean(IEnumerable<double[]> rows)
    {
        double[][] all = [.. rows];
        return [.. Enumerable.Range(0, all[0].Length).Select(i => all.Average(row => row[i]))];
    }

    private static double[] Numbers(Tensor values) =>
        [.. values.contiguous().data<float>().ToArray().Select(x => (double)x)];
}
