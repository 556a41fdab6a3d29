using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Periodic Gaussian random fields f = Re F⁻¹(w·√P)·√(variance / (ΣP/(2N⁴))) on a grid of N = H·W cells under the root:
/// w is complex white noise of unit variance, P(k) = exp(−k²ℓ²/2), and k counts radians per side.
/// </summary>
/// <remarks>
/// The inverse transform is a sum over each axis in a fixed order in float64; results on two machines differ by the
/// rounding of sin, cos, exp and log alone. The time grows with H·W·(H + W).
/// </remarks>
public static class GaussianRandomField
{
    /// <summary>Draws a field.</summary>
    /// <param name="field">[H·W], overwritten.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="options">Spectrum and scaling.</param>
    /// <param name="random">Gives 2·H·W normal numbers: the real parts, then the imaginary ones.</param>
    /// <exception cref="ArgumentException">The span is not of H·W cells.</exception>
    public static void Draw(
        Span<float> field, int height, int width, GaussianFieldOptions options, RandomStream random)
    {
        float[] white = new float[2 * field.Length];
        random.FillNormal(white);
        double[] parts = [.. white.Select(value => value * Math.Sqrt(0.5))];
        double[] drawn = FromWhiteNoise(
            parts.AsSpan(0, field.Length), parts.AsSpan(field.Length), height, width, options);
        for (int i = 0; i < field.Length; i++)
        {
            field[i] = (float)drawn[i];
        }
    }

    /// <summary>The field of given white noise, [H·W].</summary>
    /// <param name="real">Real parts [H·W], of variance ½.</param>
    /// <param name="imaginary">Imaginary parts [H·W], of variance ½.</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="options">Spectrum and scaling.</param>
    /// <exception cref="ArgumentException">A span is not of H·W cells.</exception>
    public static double[] FromWhiteNoise(
        ReadOnlySpan<double> real,
        ReadOnlySpan<double> imaginary,
        int height,
        int width,
        GaussianFieldOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (real.Length != height * width || imaginary.Length != real.Length)
        {
            throw new ArgumentException(
                $"Expected {height} x {width} real and imaginary parts, got {real.Length} and {imaginary.Length}.",
                nameof(real));
        }

        double[] alongY = RootSpectrum(height, options);
        double[] alongX = RootSpectrum(width, options);
        double[] field = Transform(real, imaginary, alongY, alongX);
        double cells = (double)height * width;
        double power = alongY.Sum(root => root * root) * alongX.Sum(root => root * root);
        double deviation = options.Form switch
        {
            GaussianFieldForm.ExpectedVariance => Math.Sqrt(power / 2),
            GaussianFieldForm.ExactVariance => Deviation(field),
            _ => cells,
        };
        double scale = Math.Sqrt(options.Variance) / deviation;
        foreach (ref double value in field.AsSpan())
        {
            value *= scale;
        }

        return field;
    }

    /// <summary>√P along one axis; P is the product of both.</summary>
    private static double[] RootSpectrum(int n, GaussianFieldOptions options)
    {
        double[] roots = new double[n];
        for (int i = 0; i < n; i++)
        {
            double waves = i < (n + 1) / 2 ? i : i - n;
            double k = options.Form == GaussianFieldForm.Reference ? waves / n : 2 * Math.PI * waves;
            roots[i] = Math.Exp(-k * k * options.CorrelationLength * options.CorrelationLength / 4);
        }

        return roots;
    }

    /// <summary>Re Σ w·√P·e^(2πi(k·x)), without the transform's 1/N².</summary>
    private static double[] Transform(
        ReadOnlySpan<double> real, ReadOnlySpan<double> imaginary, double[] alongY, double[] alongX)
    {
        (int height, int width) = (alongY.Length, alongX.Length);
        double[] re = new double[real.Length]; // [k_y, x]
        double[] im = new double[real.Length];
        var waves = Waves(width);
        for (int row = 0; row < height; row++)
        {
            for (int k = 0; k < width; k++)
            {
                double a = real[(row * width) + k] * alongY[row] * alongX[k];
                double b = imaginary[(row * width) + k] * alongY[row] * alongX[k];
                for (int x = 0; x < width; x++)
                {
                    var (sin, cos) = waves[(int)((long)k * x % width)];
                    re[(row * width) + x] += (a * cos) - (b * sin);
                    im[(row * width) + x] += (a * sin) + (b * cos);
                }
            }
        }

        double[] field = new double[real.Length];
        waves = Waves(height);
        for (int y = 0; y < height; y++)
        {
            for (int k = 0; k < height; k++)
            {
                var (sin, cos) = waves[(int)((long)k * y % height)];
                for (int x = 0; x < width; x++)
                {
                    field[(y * width) + x] += (re[(k * width) + x] * cos) - (im[(k * width) + x] * sin);
                }
            }
        }

        return field;
    }

    private static (double Sin, double Cos)[] Waves(int n) =>
        [.. Enumerable.Range(0, n).Select(i => Math.SinCos(2 * Math.PI * i / n))];

    private static double Deviation(double[] field)
    {
        double mean = field.Average();
        return Math.Sqrt(field.Average(value => (value - mean) * (value - mean)));
    }
}
