using System.Runtime.CompilerServices;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Masks of frames [B, T], 1 for a frame of the clip and 0 for padding behind it.</summary>
internal static class MotionMask
{
    private const double LeastWeight = 1e-8;

    /// <summary>The mean of x [B, T, ...] over what the reduction says; 0 where no frame is real.</summary>
    public static Tensor Mean(Tensor x, Tensor mask, MaskedReduction reduction)
    {
        while (mask.ndim < x.ndim)
        {
            mask = mask.unsqueeze(-1);
        }

        return reduction == MaskedReduction.All ? (x * mask).mean() : WeightedMean(x, mask.expand(x.shape));
    }

    /// <summary>Σ x·w / Σ w over everything; 0 where all weights are.</summary>
    public static Tensor WeightedMean(Tensor x, Tensor weights) =>
        (x * weights).sum() / weights.sum().clamp_min(LeastWeight);

    /// <summary>The mask given, checked, or ones: [B, T] for x [B, T, ...].</summary>
    public static Tensor Of(Tensor? mask, Tensor x)
    {
        if (mask is null)
        {
            return ones([x.size(0), x.size(1)], x.dtype, x.device);
        }

        Shape.Require(mask, "B T", [x.size(0), x.size(1)]);
        return mask.to(x.dtype);
    }

    /// <summary>Refuses x [B, T, ...] with too few frames.</summary>
    public static void RequireFrames(Tensor x, long least, [CallerArgumentExpression(nameof(x))] string name = "")
    {
        if (x.size(1) < least)
        {
            throw new ArgumentException(
                $"Expected at least {least} frames, got shape {Shape.Format(x.shape)}.", name);
        }
    }

    /// <summary>The number of real frames, at least one.</summary>
    public static double Count(Tensor mask, string name)
    {
        double frames = mask.sum().ToDouble();
        return frames > 0 ? frames : throw new ArgumentException("Expected a real frame, got padding only.", name);
    }
}
