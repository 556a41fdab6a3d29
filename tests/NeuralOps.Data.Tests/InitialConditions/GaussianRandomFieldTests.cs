using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;

namespace NeuralOps.Data.Tests;

public sealed class GaussianRandomFieldTests
{
    private const int N = 32;

    public static TheoryData<string, GaussianFieldForm, double> Forms => new()
    {
        // The reference ran in float32.
        { "compat", GaussianFieldForm.Reference, 1e-7 },
        { "correct", GaussianFieldForm.ExpectedVariance, 1e-13 },
        { "correct_empirical", GaussianFieldForm.ExactVariance, 1e-13 },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void GivenNoise_GivesTheStoredFields(string variant, GaussianFieldForm form, double tolerance)
    {
        using var golden = GoldenCase.Open("G2.6-gaussian-random-field");
        double[] real = Values(golden, "in:white_real");
        double[] imaginary = Values(golden, "in:white_imag");
        foreach ((double length, double variance) in new[] { (0.05, 1.0), (0.05, 4.0), (0.3, 1.0), (0.3, 4.0) })
        {
            var options = new GaussianFieldOptions { CorrelationLength = length, Variance = variance, Form = form };
            string name = FormattableString.Invariant($"{variant}/out:l{length}_v{variance:0.0}");
            double[] expected = Values(golden, name);
            for (int sample = 0; sample < 2; sample++)
            {
                var part = (sample * N * N)..((sample + 1) * N * N);
                double[] field = GaussianRandomField.FromWhiteNoise(real[part], imaginary[part], N, N, options);
                double largest = expected[part].Zip(field, (a, b) => Math.Abs(a - b)).Max();
                Assert.True(largest <= tolerance * Math.Max(1, expected.Max(Math.Abs)), $"{name}: {largest}");
            }
        }
    }

    [Fact]
    public void Covariance_IsThePrescribedOne()
    {
        // 400 fields of 48 x 24 cells; the covariance at distance r along either axis is σ²·exp(−r²/(2ℓ²)) as ℓ ≪ 1.
        const int Height = 48, Width = 24;
        var options = new GaussianFieldOptions { CorrelationLength = 0.1, Variance = 2 };
        float[] field = new float[Height * Width];
        double[] alongX = new double[Width], alongY = new double[Width];
        for (int draw = 0; draw < 400; draw++)
        {
            GaussianRandomField.Draw(field, Height, Width, options, new RandomStream(7, $"{draw}"));
            for (int shift = 0; shift < Width; shift++)
            {
                for (int i = 0; i < field.Length; i++)
                {
                    (int y, int x) = (i / Width, i % Width);
                    alongX[shift] += field[i] * field[(y * Width) + ((x + shift) % Width)] / (400.0 * field.Length);
                    alongY[shift] += field[i] * field[((y + shift) % Height * Width) + x] / (400.0 * field.Length);
                }
            }
        }

        for (int shift = 0; shift < Width; shift++)
        {
            // About 25 independent patches a field: the mean of 400 of them is good to √(2/10000)·σ² = 0.03 (1 σ).
            Assert.InRange(alongX[shift] - Covariance((double)shift / Width), -0.1, 0.1);
            Assert.InRange(alongY[shift] - Covariance((double)shift / Height), -0.1, 0.1);
        }

        double Covariance(double r) => 2 * (Math.Exp(-r * r / 0.02) + Math.Exp(-(1 - r) * (1 - r) / 0.02));
    }

    [Fact]
    public void ExactForm_GivesEachFieldItsVariance()
    {
        var options = new GaussianFieldOptions
        {
            CorrelationLength = 0.3,
            Variance = 4,
            Form = GaussianFieldForm.ExactVariance,
        };
        float[] field = new float[16 * 20];
        GaussianRandomField.Draw(field, 16, 20, options, new RandomStream(1, "field"));

        double mean = field.Average(value => (double)value);
        Assert.Equal(4, field.Average(value => (value - mean) * (value - mean)), 1e-5);
    }

    [Fact]
    public void WrongSize_IsRefused() => Assert.Equal(
        "Expected 2 x 3 real and imaginary parts, got 6 and 5. (Parameter 'real')",
        Assert.Throws<ArgumentException>(() => GaussianRandomField.FromWhiteNoise(
            new double[6], new double[5], 2, 3, new() { CorrelationLength = 1 })).Message);

    private static double[] Values(GoldenCase golden, string name)
    {
        using var stored = golden.Read(name);
        using var wide = stored.to(torch.ScalarType.Float64);
        return wide.data<double>().ToArray();
    }
}
