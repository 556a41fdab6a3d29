namespace NeuralOps.Data;

/// <summary>Order statistics of one field.</summary>
public sealed record FieldSummary
{
    /// <summary>Ranks in percent that have a percentile.</summary>
    public static readonly IReadOnlyList<int> Ranks = [75, 90, 95, 99, 100];

    /// <summary>Least value.</summary>
    public required double Minimum { get; init; }

    /// <summary>Greatest value.</summary>
    public required double Maximum { get; init; }

    /// <summary>Mean.</summary>
    public required double Mean { get; init; }

    /// <summary>Median.</summary>
    public required double Median { get; init; }

    /// <summary>75th percentile; of |v| for a velocity, as are the following.</summary>
    public required double P75 { get; init; }

    /// <summary>90th percentile.</summary>
    public required double P90 { get; init; }

    /// <summary>95th percentile.</summary>
    public required double P95 { get; init; }

    /// <summary>99th percentile.</summary>
    public required double P99 { get; init; }

    /// <summary>100th percentile: the maximum, of |v| for a velocity.</summary>
    public required double P100 { get; init; }

    /// <summary>The percentile of a rank.</summary>
    /// <param name="rank">One of <see cref="Ranks"/>.</param>
    public double Percentile(int rank) => rank switch
    {
        75 => P75,
        90 => P90,
        95 => P95,
        99 => P99,
        100 => P100,
        _ => throw new ArgumentOutOfRangeException(nameof(rank), rank, $"Expected one of {string.Join(", ", Ranks)}."),
    };

    internal static FieldSummary Of(float[] values, bool absolutePercentiles)
    {
        double sum = 0;
        float least = values[0], greatest = values[0];
        foreach (float x in values)
        {
            sum += x;
            least = Math.Min(least, x);
            greatest = Math.Max(greatest, x);
        }

        double median = Quantiles.Of(values, [0.5])[0];
        if (absolutePercentiles)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = Math.Abs(values[i]);
            }
        }

        double[] p = Quantiles.Of(values, [.. Ranks.Select(r => r / 100.0)]);
        return new()
        {
            Minimum = least,
            Maximum = greatest,
            Mean = sum / values.Length,
            Median = median,
            P75 = p[0],
            P90 = p[1],
            P95 = p[2],
            P99 = p[3],
            P100 = p[4],
        };
    }

    /// <summary>
    /// All sequences as one: extremes and mean over all values (<paramref name="weights"/> are their numbers), the
    /// median of the medians, the p-th percentile of the p-th percentiles.
    /// </summary>
    internal static FieldSummary Combine(IReadOnlyList<FieldSummary> parts, IReadOnlyList<long> weights)
    {
        double Across(Func<FieldSummary, double> of, double rank) =>
            Quantiles.Of(parts.Select(of).ToArray(), [rank])[0];
        return new()
        {
            Minimum = parts.Min(s => s.Minimum),
            Maximum = parts.Max(s => s.Maximum),
            Mean = parts.Zip(weights, (s, w) => s.Mean * w).Sum() / weights.Sum(),
            Median = Across(s => s.Median, 0.5),
            P75 = Across(s => s.P75, 0.75),
            P90 = Across(s => s.P90, 0.9),
            P95 = Across(s => s.P95, 0.95),
            P99 = Across(s => s.P99, 0.99),
            P100 = Across(s => s.P100, 1),
        };
    }
}
