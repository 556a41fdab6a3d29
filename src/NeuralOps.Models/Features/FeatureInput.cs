using System.Runtime.CompilerServices;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Checks what features are taken from.</summary>
internal static class FeatureInput
{
    private const int SmallestGrid = 8;

    /// <summary>States [B, C, H, W], or [B, M, C, H, W] where realisations are wanted.</summary>
    public static void RequireFields(Tensor fields, [CallerArgumentExpression(nameof(fields))] string name = "") =>
        Require(fields, fields.ndim == 5 ? "B M C H W" : "B C H W", name);

    /// <summary>Trajectories [B, T+1, C, H, W], or [B, M, T+1, C, H, W].</summary>
    public static void RequireTrajectory(
        Tensor trajectory, [CallerArgumentExpression(nameof(trajectory))] string name = "")
    {
        Require(trajectory, trajectory.ndim == 6 ? "B M T+1 C H W" : "B T+1 C H W", name);
        if (trajectory.size(-4) < 2)
        {
            throw new ArgumentException(
                $"Expected at least 2 states of a trajectory, got {trajectory.size(-4)}.", name);
        }
    }

    private static void Require(Tensor x, string axes, string name)
    {
        Shape.Require(x, axes, [.. axes.Split(' ').Select(_ => Shape.Any)], name);
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"Expected dtype Float32 or Float64, got {x.dtype}.", name);
        }

        if (x.size(-2) < SmallestGrid || x.size(-1) < SmallestGrid || x.numel() == 0)
        {
            throw new ArgumentException(
                $"Expected states on a grid of at least {SmallestGrid}x{SmallestGrid} cells, "
                + $"got {Shape.Format(x.shape)}.",
                name);
        }
    }
}
