namespace NeuralOps.Models;

/// <summary>
/// The rules of the spinlock reference for the levels of a category of F features: about 7 log₂F codes on the first
/// level and half as many on each next; widths either F times a ratio of the level, or from F and halving.
/// </summary>
public static class VqLevelSizes
{
    private const int ManySamples = 1000;

    /// <summary>The levels of a category.</summary>
    /// <param name="features">F, at least 1.</param>
    /// <param name="ratios">The width of each level over F, positive; null for widths that halve.</param>
    /// <param name="isUniform">Whether every codebook is as large as the first.</param>
    /// <param name="levels">The number of levels where there are no ratios, at least 1.</param>
    /// <param name="samples">The number of samples trained on, from 1; more than 1,000 ask for larger first
    /// levels.</param>
    /// <exception cref="ArgumentException">There are no ratios in the list.</exception>
    public static IReadOnlyList<VqLevel> Of(
        int features,
        IReadOnlyList<double>? ratios = null,
        bool isUniform = false,
        int levels = 3,
        int samples = 10_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(samples, 1);
        int count = ratios?.Count ?? levels;
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, ratios is null ? nameof(levels) : nameof(ratios));
        foreach (double ratio in ratios ?? [])
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ratio, nameof(ratios));
        }

        int[] tokens = Tokens(features, count, isUniform, samples);
        int[] widths = ratios is null
            ? Decreasing([.. tokens.Select((size, level) => Width(features, level, size, samples))])
            : [.. ratios.Select(ratio => Math.Max(4, Ceiling4(features * ratio)))];
        return [.. tokens.Zip(widths, (size, width) => new VqLevel { NumTokens = size, LatentDim = width })];
    }

    private static int[] Tokens(int features, int levels, bool isUniform, int samples)
    {
        int whole = (int)(Math.Log2(features) * 7);
        int least = Math.Min(28, Math.Max(5, (int)(Math.Sqrt(samples / 1000.0) * 4.8)));
        int first = Math.Max(samples > ManySamples ? least : 1, whole / 4 * 4);
        return [first, .. Enumerable.Range(1, levels - 1).Select(level => isUniform
            ? first
            : Math.Max(6, (int)(whole * Math.Pow(0.5, level))))];
    }

    private static int Width(int features, int level, int tokens, int samples)
    {
        double expansion = 1 + (0.8 * Math.Pow(features / 100.0, 0.7));
        double width = features * expansion * Math.Pow(0.5, level) * Math.Max(1, Math.Log2(tokens) / 20);
        int least = level == 0 && samples > ManySamples
            ? Math.Min(64, Math.Max(8, Ceiling4(Math.Log10(samples) * 12)))
            : 8;
        return Math.Max(least, Ceiling4(width));
    }

    // A width that is not below the one before becomes 4 less or half of it, whichever is more.
    private static int[] Decreasing(int[] widths)
    {
        for (int level = 1; level < widths.Length; level++)
        {
            int before = widths[level - 1];
            widths[level] = widths[level] < before ? widths[level] : Math.Max(4, Math.Max(before - 4, before / 2));
        }

        return widths;
    }

    private static int Ceiling4(double width) => (int)Math.Ceiling(width / 4) * 4;
}
