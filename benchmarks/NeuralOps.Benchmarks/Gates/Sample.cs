namespace NeuralOps.Benchmarks;

/// <summary>Repeated measurements of one quantity.</summary>
/// <param name="Values">In the order they were taken.</param>
internal sealed record Sample(IReadOnlyList<double> Values)
{
    public double Median => Quantile(0.5);

    public double LowerQuartile => Quantile(0.25);

    public double UpperQuartile => Quantile(0.75);

    public double Least => Values.Min();

    public double Greatest => Values.Max();

    // Linear between the order statistics, as NumPy does by default.
    private double Quantile(double share)
    {
        double[] sorted = [.. Values.Order()];
        double position = share * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }
}
