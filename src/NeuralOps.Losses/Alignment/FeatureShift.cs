namespace NeuralOps.Losses;

/// <summary>How the distribution of one feature differs between two samples, in the feature's units.</summary>
/// <param name="Name">The feature.</param>
/// <param name="Mean">Mean of the predicted less that of the true.</param>
/// <param name="Deviation">Standard deviation (of the population) of the predicted less that of the true.</param>
/// <param name="Wasserstein">∫ |F_p − F_t|, the Wasserstein-1 distance.</param>
/// <param name="KolmogorovSmirnov">max |F_p − F_t|, in [0, 1].</param>
public sealed record FeatureShift(
    string Name, double Mean, double Deviation, double Wasserstein, double KolmogorovSmirnov)
{
    /// <summary>Compares two samples.</summary>
    /// <param name="name">The feature.</param>
    /// <param name="predicted">At least one number.</param>
    /// <param name="truth">At least one number.</param>
    /// <exception cref="ArgumentException">A sample is empty or has a number that is not finite.</exception>
    public static FeatureShift Of(string name, IReadOnlyList<double> predicted, IReadOnlyList<double> truth)
    {
        double[] p = Ordered(predicted, name, nameof(predicted));
        double[] t = Ordered(truth, name, nameof(truth));
        double area = 0, gap = 0;
        (int i, int j) = (0, 0);
        double last = Math.Min(p[0], t[0]);
        while (i < p.Length || j < t.Length)
        {
            double next = Math.Min(At(p, i), At(t, j));
            area += Difference(i, j) * (next - last);
            while (i < p.Length && p[i] == next)
            {
                i++;
            }

            while (j < t.Length && t[j] == next)
            {
                j++;
            }

            gap = Math.Max(gap, Difference(i, j));
            last = next;
        }

        return new FeatureShift(name, p.Average() - t.Average(), Spread(p) - Spread(t), area, gap);

        double Difference(int below, int other) => Math.Abs(((double)below / p.Length) - ((double)other / t.Length));
    }

    private static double At(double[] values, int i) => i < values.Length ? values[i] : double.PositiveInfinity;

    private static double[] Ordered(IReadOnlyList<double> values, string name, string parameter) =>
        values.Count > 0 && values.All(double.IsFinite)
            ? [.. values.Order()]
            : throw new ArgumentException(
                $"Expected finite numbers of '{name}', got {values.Count} of which "
                + $"{values.Count(value => !double.IsFinite(value))} are not.",
                parameter);

    private static double Spread(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
