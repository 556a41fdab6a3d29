namespace NeuralOps.Data;

/// <summary>
/// How evenly points fill the unit cube: the squared centred L₂ discrepancy (13/12)^P − 2/N Σᵢ Πₖ (1 + ½|zᵢₖ| − ½zᵢₖ²)
/// + 1/N² Σᵢⱼ Πₖ (1 + ½|zᵢₖ| + ½|zⱼₖ| − ½|xᵢₖ − xⱼₖ|) with z = x − ½ (Hickernell, Math. Comp. 67 (1998)), and the
/// largest correlation of two axes.
/// </summary>
/// <remarks>The time grows with N²: about a second for 10,000 points of 12 axes.</remarks>
/// <param name="Discrepancy">The squared discrepancy; 0 is even.</param>
/// <param name="MaxCorrelation">The largest |Pearson correlation| of two different axes, in [0, 1].</param>
public sealed record SamplingQuality(double Discrepancy, double MaxCorrelation)
{
    /// <summary>The reference's limits: discrepancy below 0.01 and correlation below 0.05. Few points of many axes
    /// cannot meet them.</summary>
    public bool IsGood => Discrepancy < 0.01 && MaxCorrelation < 0.05;

    /// <summary>The quality of points.</summary>
    /// <param name="points">N points [P] of [0, 1]^P, at least two.</param>
    /// <exception cref="ArgumentException">There are fewer points, or they differ in length.</exception>
    public static SamplingQuality Of(IReadOnlyList<float[]> points)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(points.Count, 2, nameof(points));
        if (points.FirstOrDefault(point => point.Length != points[0].Length) is { } odd)
        {
            throw new ArgumentException(
                $"Expected points of {points[0].Length} axes, got one of {odd.Length}.", nameof(points));
        }

        return new SamplingQuality(Centred(points), Correlation(points));
    }

    private static double Centred(IReadOnlyList<float[]> points)
    {
        (double single, double pairs) = (0, 0);
        foreach (float[] x in points)
        {
            (double one, double self) = (1, 1);
            foreach (float value in x)
            {
                double z = Math.Abs(value - 0.5);
                one *= 1 + (0.5 * z) - (0.5 * z * z);
                self *= 1 + z;
            }

            single += one;
            pairs += self;
        }

        for (int i = 0; i < points.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                pairs += 2 * Pair(points[i], points[j]);
            }
        }

        double n = points.Count;
        return Math.Pow(13.0 / 12, points[0].Length) - (2 / n * single) + (pairs / (n * n));
    }

    private static double Pair(float[] x, float[] y)
    {
        double product = 1;
        for (int k = 0; k < x.Length; k++)
        {
            product *= 1 + (0.5 * (Math.Abs(x[k] - 0.5) + Math.Abs(y[k] - 0.5) - Math.Abs((double)x[k] - y[k])));
        }

        return product;
    }

    private static double Correlation(IReadOnlyList<float[]> points)
    {
        double[][] axes = [.. Enumerable.Range(0, points[0].Length).Select(k => Standardised(points, k))];
        double largest = 0;
        for (int i = 0; i < axes.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                largest = Math.Max(largest, Math.Abs(axes[i].Zip(axes[j], (a, b) => a * b).Sum()));
            }
        }

        return largest;
    }

    /// <summary>An axis less its mean, of length 1; zero where it does not vary.</summary>
    private static double[] Standardised(IReadOnlyList<float[]> points, int axis)
    {
        double mean = points.Average(point => (double)point[axis]);
        double[] centred = [.. points.Select(point => point[axis] - mean)];
        double length = Math.Sqrt(centred.Sum(value => value * value));
        return length > 0 ? [.. centred.Select(value => value / length)] : centred;
    }
}
