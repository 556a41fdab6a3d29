using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How many steps a rollout stays with the truth: until Pearson's correlation falls below a
/// threshold.</summary>
public static class CorrelationTime
{
    /// <summary>The number of steps before the first whose correlation over all cells and channels is below the
    /// threshold, int64 [B]; T where it never is.</summary>
    /// <remarks>Where both fields are constant they count as correlated, where one is they do not; NaN does
    /// not.</remarks>
    /// <param name="prediction">[B, T, ...].</param>
    /// <param name="target">Of the same shape.</param>
    /// <param name="threshold">In [−1, 1].</param>
    /// <exception cref="ArgumentException">There are fewer than three axes, or the shapes differ.</exception>
    public static Tensor Of(Tensor prediction, Tensor target, double threshold = 0.9)
    {
        using var scope = NewDisposeScope();
        var correlated = Correlation(prediction, target) >= threshold; // [B, T]
        return correlated.to(ScalarType.Int64).cumprod(1).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>Pearson's correlation of each step over all cells and channels, [B, T].</summary>
    /// <param name="prediction">[B, T, ...].</param>
    /// <param name="target">Of the same shape.</param>
    /// <exception cref="ArgumentException">There are fewer than three axes, or the shapes differ.</exception>
    public static Tensor Correlation(Tensor prediction, Tensor target)
    {
        if (prediction.ndim < 3)
        {
            throw new ArgumentException(
                $"Expected shape [B, T, ...], got {Shape.Format(prediction.shape)}.", nameof(prediction));
        }

        SameShape.Require(prediction, target);
        using var scope = NewDisposeScope();
        var a = Centred(prediction);
        var b = Centred(target);
        var (varianceA, varianceB) = (a.square().sum(2), b.square().sum(2)); // [B, T]
        var scale = (varianceA * varianceB).sqrt();
        var constant = (varianceA == varianceB).to(scale.dtype);
        return where(scale == 0, constant, (a * b).sum(2) / scale).MoveToOuterDisposeScope();
    }

    private static Tensor Centred(Tensor x)
    {
        var flat = x.flatten(2); // [B, T, N]
        return flat - flat.mean([2], keepdim: true);
    }
}
