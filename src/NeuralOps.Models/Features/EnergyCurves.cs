using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Counts and orders in curves of trajectories, without gradient.</summary>
internal sealed class EnergyCurves(Tensor energy, Tensor residual, Tensor correlation)
{
    // The curves are relative to their mean: smaller differences are rounding.
    private const double Least = 1e-6;
    private const int Embedding = 5;
    private readonly int states = (int)energy.size(1);
    private readonly double[] curves = FeatureMath.Values(energy);
    private readonly double[] residuals = FeatureMath.Values(residual);
    private readonly double[] correlations = FeatureMath.Values(correlation);

    /// <summary>One value for each trajectory, [B], like the curves.</summary>
    public Tensor Column(Func<int, double> value) =>
        tensor(Enumerable.Range(0, curves.Length / states).Select(value).ToArray()).to(energy.dtype, energy.device);

    /// <summary>The first lag whose autocorrelation is below 1/e, over T; 1 where none is or E is constant.</summary>
    public double CorrelationTime(int row)
    {
        double[] curve = Curve(row).ToArray();
        double mean = curve.Average();
        double Covariance(int lag) =>
            Enumerable.Range(0, states - lag).Sum(t => (curve[t] - mean) * (curve[t + lag] - mean));
        double variance = Covariance(0);
        int first = variance <= states * Least * Least
            ? states - 1
            : Enumerable.Range(1, states - 1)
                .FirstOrDefault(lag => Covariance(lag) < variance / Math.E, states - 1);
        return first / (states - 1.0);
    }

    /// <summary>The steps before the first whose correlation with the first state is below ½, over T.</summary>
    public double HalfTime(int row)
    {
        int steps = states - 1;
        int first = Enumerable.Range(0, steps)
            .FirstOrDefault(t => correlations[(row * steps) + t] < 0.5, steps);
        return first / (double)steps;
    }

    /// <summary>The number of sign changes of the residual, over T.</summary>
    public double Switches(int row)
    {
        var curve = residuals.AsSpan(row * states, states);
        int changes = 0;
        int last = 0;
        foreach (double value in curve)
        {
            int sign = value > Least ? 1 : value < -Least ? -1 : 0;
            changes += sign * last < 0 ? 1 : 0;
            last = sign == 0 ? last : sign;
        }

        return changes / (states - 1.0);
    }

    /// <summary>The entropy of the orders of three consecutive values over ln 6; equal values count as
    /// rising.</summary>
    public double PermutationEntropy(int row)
    {
        var curve = Curve(row);
        int[] counts = new int[8];
        for (int t = 2; t < states; t++)
        {
            var (a, b, c) = (curve[t - 2], curve[t - 1], curve[t]);
            counts[(a > b + Least ? 4 : 0) + (b > c + Least ? 2 : 0) + (a > c + Least ? 1 : 0)]++;
        }

        return counts.Where(count => count > 0).Sum(count =>
        {
            double share = count / (states - 2.0);
            return -share * Math.Log(share) / Math.Log(6);
        });
    }

    /// <summary>The growth of the correlation sum of five consecutive values between its quantiles.</summary>
    public double Dimension(int row)
    {
        var curve = Curve(row);
        int points = states - Embedding + 1;
        if (points < 2)
        {
            return 0;
        }

        var distances = new List<double>(points * (points - 1) / 2);
        for (int i = 0; i < points; i++)
        {
            for (int j = i + 1; j < points; j++)
            {
                distances.Add(Distance(curve.Slice(i, Embedding), curve.Slice(j, Embedding)));
            }
        }

        distances.Sort();
        var (near, middle) = (Quantile(distances, 0.1), Quantile(distances, 0.5));
        return near > Least && middle > near ? Math.Log(5) / Math.Log(middle / near) : 0;
    }

    private static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double greatest = 0;
        for (int i = 0; i < a.Length; i++)
        {
            greatest = Math.Max(greatest, Math.Abs(a[i] - b[i]));
        }

        return greatest;
    }

    private static double Quantile(List<double> sorted, double share)
    {
        double place = share * (sorted.Count - 1);
        int below = (int)place;
        double upper = sorted[Math.Min(below + 1, sorted.Count - 1)];
        return sorted[below] + ((place - below) * (upper - sorted[below]));
    }

    private ReadOnlySpan<double> Curve(int row) => curves.AsSpan(row * states, states);
}
