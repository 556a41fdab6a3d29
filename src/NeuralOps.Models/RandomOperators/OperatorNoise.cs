using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The noise of a <see cref="RandomOperator"/>. y [B, C, H, W] → [B, C, H, W].</summary>
/// <remarks>Correlated noise is white noise filtered along both axes and divided by the deviation that the filter
/// gives it (departs from the reference, which divides by the deviation of the whole batch).</remarks>
internal static class OperatorNoise
{
    /// <summary>The scale at a step, in the units of <see cref="RandomOperatorOptions.NoiseScale"/>.</summary>
    public static double Scale(RandomOperatorOptions options, int step)
    {
        double turns = (double)step / options.NoisePeriod;
        return options.NoiseScale * options.NoiseSchedule switch
        {
            NoiseSchedule.Annealing => 1 - Math.Min(turns, 1),
            NoiseSchedule.Periodic => 1 + (0.5 * Math.Sin(2 * Math.PI * turns)),
            _ => 1,
        };
    }

    /// <summary>The features with noise.</summary>
    public static Tensor Apply(Tensor y, RandomOperatorOptions options, int step, RandomStream random)
    {
        double scale = Scale(options, step);
        return (options.NoiseType, scale) switch
        {
            (_, 0) => y,
            (NoiseKind.Dropout, _) => y * Kept(y, Math.Min(scale, 1), random),
            (NoiseKind.Multiplicative, _) => y * (1 + (scale * Field(y, options, random))),
            _ => y + (scale * Field(y, options, random)),
        };
    }

    private static Tensor Kept(Tensor y, double probability, RandomStream random)
    {
        float[] factors = new float[y.size(0) * y.size(1)];
        random.FillUniform(factors);
        foreach (ref float factor in factors.AsSpan())
        {
            factor = factor < probability ? 0 : (float)(1 / (1 - probability));
        }

        return tensor(factors, [y.size(0), y.size(1), 1, 1], y.dtype, y.device);
    }

    private static Tensor Field(Tensor y, RandomOperatorOptions options, RandomStream random)
    {
        float[] values = new float[y.numel()];
        if (options.NoiseType == NoiseKind.Laplace)
        {
            FillLaplace(values, random);
        }
        else
        {
            random.FillNormal(values);
        }

        var white = tensor(values, y.shape, y.dtype, y.device); // [B, C, H, W]
        if (options.SpatialCorrelation == 0)
        {
            return white;
        }

        double length = options.SpatialCorrelation * y.size(2);
        return Filter(y.size(2), length, y).matmul(white).matmul(Filter(y.size(3), length, y));
    }

    private static void FillLaplace(Span<float> values, RandomStream random)
    {
        foreach (ref float value in values)
        {
            double u = random.NextDouble() - 0.5;
            value = (float)(-Math.Sign(u) * Math.Log(1 - (2 * Math.Abs(u))));
        }
    }

    /// <summary>The filter along an axis as a symmetric circulant matrix [n, n] whose rows have length 1, so that white
    /// noise keeps its variance.</summary>
    private static Tensor Filter(long n, double length, Tensor like)
    {
        double[] kernel = new double[n];
        for (long x = 0; x < n; x++)
        {
            for (long i = 0; i < n; i++)
            {
                double k = (double)(i < (n + 1) / 2 ? i : i - n) / n;
                kernel[x] += Math.Exp(-k * k * length * length / 2) * Math.Cos(2 * Math.PI * (i * x % n) / n);
            }
        }

        double norm = Math.Sqrt(kernel.Sum(value => value * value));
        double[] matrix = new double[n * n];
        for (long i = 0; i < matrix.Length; i++)
        {
            matrix[i] = kernel[((i % n) - (i / n) + n) % n] / norm;
        }

        return tensor(matrix, [n, n], like.dtype, like.device);
    }
}
