using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data;

/// <summary>
/// Mean and standard deviation of every channel of a data set, by which features and physics rows are normalised:
/// (x − mean) / std.
/// </summary>
/// <remarks>
/// A channel that hardly varies (std below 10⁻⁶) is divided by 1, so that a constant becomes 0 instead of NaN and comes
/// back exactly.
/// </remarks>
public sealed partial class MotionStatistics
{
    private const float Constant = 1e-6f;

    private readonly float[] mean;
    private readonly float[] std;

    /// <summary>Takes means and deviations.</summary>
    /// <param name="mean">One per channel.</param>
    /// <param name="std">One per channel, not negative.</param>
    /// <exception cref="ArgumentException">
    /// They are of different lengths, or one is not finite or a deviation below 0.
    /// </exception>
    public MotionStatistics(float[] mean, float[] std)
    {
        if (mean.Length != std.Length || mean.Length == 0)
        {
            throw new ArgumentException(
                $"Expected as many deviations as means, got {std.Length} and {mean.Length}.", nameof(std));
        }

        RequireEach(mean, "mean", double.NegativeInfinity, nameof(mean));
        RequireEach(std, "deviation of at least 0", 0, nameof(std));
        this.mean = mean;
        this.std = std;
    }

    /// <summary>Channels.</summary>
    public int Width => mean.Length;

    /// <summary>Means, one per channel.</summary>
    public IReadOnlyList<float> Mean => mean;

    /// <summary>Standard deviations, one per channel.</summary>
    public IReadOnlyList<float> Std => std;

    /// <summary>Clips that were left out because they hold NaN or infinity.</summary>
    public int SkippedClips { get; private init; }

    /// <summary>Statistics of the same features in another unit of length.</summary>
    /// <param name="layout">The vectors' layout.</param>
    /// <param name="factor">What lengths are multiplied by, above 0.</param>
    /// <exception cref="ArgumentException">The layout has another width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not above 0.</exception>
    public MotionStatistics Rescale(MotionLayout layout, double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(factor);
        Require(layout.Width, nameof(layout));
        float[] factors = FeatureRows.Factors(layout, factor);
        return new([.. mean.Zip(factors, (x, f) => x * f)], [.. std.Zip(factors, (x, f) => x * f)])
        {
            SkippedClips = SkippedClips,
        };
    }

    /// <summary>(x − mean) / std of whole rows.</summary>
    /// <param name="raw">x [.., D].</param>
    /// <param name="normalised">The result, as long; may be the same memory.</param>
    /// <exception cref="ArgumentException">The last row is short, or the lengths differ.</exception>
    public void Normalize(ReadOnlySpan<float> raw, Span<float> normalised)
    {
        RequireRows(raw.Length, normalised.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            normalised[i] = (raw[i] - mean[i % Width]) / Divisor(i % Width);
        }
    }

    /// <summary>x·std + mean of whole rows, the inverse of normalising.</summary>
    /// <param name="normalised">x [.., D].</param>
    /// <param name="raw">The result, as long; may be the same memory.</param>
    /// <exception cref="ArgumentException">The last row is short, or the lengths differ.</exception>
    public void Denormalize(ReadOnlySpan<float> normalised, Span<float> raw)
    {
        RequireRows(normalised.Length, raw.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            raw[i] = (normalised[i] * Divisor(i % Width)) + mean[i % Width];
        }
    }

    /// <summary>(x − mean) / std, differentiable.</summary>
    /// <param name="raw">x [.., D].</param>
    /// <exception cref="ArgumentException">The last axis is not D long.</exception>
    public Tensor Normalize(Tensor raw)
    {
        Require(raw.shape[^1], nameof(raw));
        using var scope = NewDisposeScope();
        return ((raw - Row(mean, raw)) / Row(Divisors(), raw)).MoveToOuterDisposeScope();
    }

    /// <summary>x·std + mean, differentiable.</summary>
    /// <param name="normalised">x [.., D].</param>
    /// <exception cref="ArgumentException">The last axis is not D long.</exception>
    public Tensor Denormalize(Tensor normalised)
    {
        Require(normalised.shape[^1], nameof(normalised));
        using var scope = NewDisposeScope();
        return ((normalised * Row(Divisors(), normalised)) + Row(mean, normalised)).MoveToOuterDisposeScope();
    }

    private static Tensor Row(float[] values, Tensor like) => tensor(values, dtype: like.dtype, device: like.device);

    private static void RequireEach(float[] values, string what, double least, string name)
    {
        int bad = Array.FindIndex(values, x => !float.IsFinite(x) || x < least);
        if (bad >= 0)
        {
            throw new ArgumentException($"Expected a finite {what}, got {values[bad]} for channel {bad}.", name);
        }
    }

    private void Require(long width, string name)
    {
        if (width != Width)
        {
            throw new ArgumentException($"Expected {Width} channels as the statistics have, got {width}.", name);
        }
    }

    private void RequireRows(int from, int to)
    {
        if (from != to || from % Width != 0)
        {
            throw new ArgumentException($"Expected rows of {Width} channels and as many results, got {from} and {to}.");
        }
    }

    private float Divisor(int channel) => std[channel] < Constant ? 1 : std[channel];

    private float[] Divisors() => Array.ConvertAll(std, x => x < Constant ? 1 : x);
}
