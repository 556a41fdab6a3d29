using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>Gaussian random fields of given white noise in every form, length and variance.</summary>
internal static class InitialConditionCase
{
    private static readonly Dictionary<string, GaussianFieldForm> Forms = new()
    {
        ["compat"] = GaussianFieldForm.Reference,
        ["correct"] = GaussianFieldForm.ExpectedVariance,
        ["correct_empirical"] = GaussianFieldForm.ExactVariance,
    };

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        int n = configuration.Get<int>("grid_size");
        long[] shape = [configuration.Get<long>("batch"), configuration.Get<long>("channels"), n, n];
        double[] real = Read(folder, "in:white_real", shape), imaginary = Read(folder, "in:white_imag", shape);
        double[] lengths = configuration.Get<double[]>("length_scales");
        double[] variances = configuration.Get<double[]>("variances");
        var lengthNames = configuration.Literals("length_scales");
        var varianceNames = configuration.Literals("variances");
        foreach ((string variant, var form) in Forms)
        {
            for (int i = 0; i < lengths.Length * variances.Length; i++)
            {
                (int l, int v) = (i / variances.Length, i % variances.Length);
                var options = new GaussianFieldOptions
                {
                    CorrelationLength = lengths[l],
                    Variance = variances[v],
                    Form = form,
                };
                using var fields = tensor(Fields(real, imaginary, n, options), shape);
                checks.Compare($"{variant}/out:l{lengthNames[l]}_v{varianceNames[v]}", fields);
            }
        }
    }

    private static double[] Fields(double[] real, double[] imaginary, int n, GaussianFieldOptions options) =>
    [
        .. Enumerable.Range(0, real.Length / (n * n)).Select(i => i * n * n).SelectMany(start =>
            GaussianRandomField.FromWhiteNoise(
                real.AsSpan(start, n * n), imaginary.AsSpan(start, n * n), n, n, options)),
    ];

    private static double[] Read(CaseFolder folder, string name, long[] shape)
    {
        using var stored = folder.Arrays.Read(name).ToTensor();
        Core.Shape.Require(stored, "batch channels grid_size grid_size", shape, name);
        using var wide = stored.to(ScalarType.Float64);
        return wide.data<double>().ToArray();
    }
}
