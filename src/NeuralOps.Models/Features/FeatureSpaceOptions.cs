namespace NeuralOps.Models;

/// <summary>How a <see cref="FeatureSpace"/> is fitted.</summary>
public sealed record FeatureSpaceOptions
{
    /// <summary>What features are centred on and divided by.</summary>
    public FeatureScaling Scaling { get; init; } = FeatureScaling.MeanStd;

    /// <summary>Features with at most this variance, relative to their mean square, are dropped; from 0.</summary>
    public double MinVariance
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(MinVariance));
            field = value;
        }
    } = 1e-10;

    /// <summary>Values further than this many 1.4826 × median absolute deviations from the median are moved there;
    /// above 0, null for no limit. A feature whose deviation is zero has no limits.</summary>
    public double? OutlierDeviations
    {
        get;
        init => field = value is null or > 0
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(OutlierDeviations), value, "Expected a number above 0, or null.");
    } = 10;
}
