using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

public sealed partial record FeatureSpace
{
    private const double NormalMad = 1.4826;
    private const double LeastScale = 1e-12;

    /// <summary>
    /// Fits a space: non-finite values become the median of the finite ones, outliers are moved to the limits, features
    /// that do not vary are dropped, and centre and scale are those of what remains.
    /// </summary>
    /// <param name="features">The training set, [N, D]; of any dtype, computed in float64.</param>
    /// <param name="names">The names of the D columns, all different.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <exception cref="ArgumentException">The shape differs from the names, there are fewer than two rows, two names
    /// are equal, or no feature varies.</exception>
    public static FeatureSpace Fit(Tensor features, IReadOnlyList<string> names, FeatureSpaceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(names);
        Shape.Require(features, "N D", [Shape.Any, names.Count]);
        if (features.size(0) < 2)
        {
            throw new ArgumentException(
                $"Expected at least 2 rows to fit, got shape {Shape.Format(features.shape)}.", nameof(features));
        }

        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"Expected different names, got '{twice.Key}' twice.", nameof(names));
        }

        options ??= new FeatureSpaceOptions();
        double[] values = FeatureMath.Values(features);
        Column[] columns =
        [
            .. Enumerable.Range(0, names.Count).Select(column => Fit(
                [.. Enumerable.Range(0, (int)features.size(0)).Select(row => values[(row * names.Count) + column])],
                options)),
        ];
        return columns.Any(column => column.Varies)
            ? new FeatureSpace
            {
                SourceNames = [.. names],
                Mask = [.. columns.Select(column => column.Varies)],
                Fill = [.. columns.Select(column => column.Fill)],
                Lower = [.. columns.Select(column => column.Lower)],
                Upper = [.. columns.Select(column => column.Upper)],
                Center = [.. columns.Select(column => column.Center)],
                Scale = [.. columns.Select(column => column.Scale)],
                Scaling = options.Scaling,
            }
            : throw new ArgumentException(
                $"Expected features that vary, got {names.Count} constant or non-finite ones.", nameof(features));
    }

    private static Column Fit(double[] values, FeatureSpaceOptions options)
    {
        double[] finite = [.. values.Where(double.IsFinite)];
        if (finite.Length == 0)
        {
            return new Column(false, 0, double.NegativeInfinity, double.PositiveInfinity, 0, 1);
        }

        double median = FeatureMath.Median(finite);
        double reach = NormalMad * FeatureMath.Median([.. finite.Select(value => Math.Abs(value - median))])
            * (options.OutlierDeviations ?? 0);
        reach = reach > 0 ? reach : double.PositiveInfinity;
        var (lower, upper) = (median - reach, median + reach);
        double[] clean = [.. values.Select(value => double.IsFinite(value) ? Math.Clamp(value, lower, upper) : median)];
        double mean = clean.Average();
        double variance = clean.Average(value => (value - mean) * (value - mean));
        bool varies = variance > options.MinVariance * Math.Max(LeastScale, clean.Average(value => value * value));
        double center = options.Scaling == FeatureScaling.MedianMad ? FeatureMath.Median(clean) : mean;
        double deviation = NormalMad * FeatureMath.Median([.. clean.Select(value => Math.Abs(value - center))]);
        double scale = options.Scaling == FeatureScaling.MedianMad && deviation > LeastScale
            ? deviation
            : Math.Sqrt(variance); // also where more than half of the values are equal
        return new Column(varies, median, lower, upper, center, varies ? scale : 1);
    }

    private readonly record struct Column(
        bool Varies, double Fill, double Lower, double Upper, double Center, double Scale);
}
