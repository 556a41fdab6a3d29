using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The SUMMARY family: 120 columns for each trajectory.</summary>
public static class SummaryFeatures
{
    private static readonly string[] Statistics = ["mean", "std", "cv"];

    /// <summary>The names of the columns of <see cref="Aggregate"/>: <c>summary::category.name.mean</c> and so
    /// on.</summary>
    public static IReadOnlyList<string> AggregatedNames { get; } =
    [
        .. Statistics.SelectMany(statistic => FeatureCatalogue.Of(FeatureFamily.Summary)
            .Select(feature => $"{feature.FullName}.{statistic}")),
    ];

    /// <summary>The columns of each trajectory. [B, T+1, C, H, W] → [B, 120], or [B, M, T+1, C, H, W] → [B, M, 120].
    /// </summary>
    /// <param name="trajectory">T ≥ 1, H and W ≥ 8; of dtype float32 or float64.</param>
    /// <exception cref="ArgumentException">Shape or dtype differ.</exception>
    public static Tensor Of(Tensor trajectory)
    {
        FeatureInput.RequireTrajectory(trajectory);
        using var scope = NewDisposeScope();
        var flat = trajectory.flatten(0, trajectory.ndim - 5); // [B·M, T+1, C, H, W]
        var frames = TemporalFeatures.Frames(flat);
        long[] shape = [.. trajectory.shape[..^4], -1];
        return Row(flat, frames, new TrajectoryPairs(flat)).reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Mean, population standard deviation and std / (|mean| + 10⁻⁸) over realisations, all columns of each in
    /// turn. [B, M, 120] → [B, 360].</summary>
    /// <param name="perTrajectory">What <see cref="Of"/> gives for M realisations.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor Aggregate(Tensor perTrajectory)
    {
        int width = FeatureCatalogue.Of(FeatureFamily.Summary).Count;
        Shape.Require(perTrajectory, "B M D", [Shape.Any, Shape.Any, width]);
        using var scope = NewDisposeScope();
        var mean = perTrajectory.mean([1]);
        var deviation = FeatureMath.Deviation(perTrajectory.transpose(1, 2));
        return cat([mean, deviation, FeatureMath.Ratio(deviation, mean.abs())], 1).MoveToOuterDisposeScope();
    }

    /// <summary>The family's table from the columns of all states, [B, 120].</summary>
    internal static Tensor Row(Tensor trajectory, Tensor frames, TrajectoryPairs pairs)
    {
        long steps = trajectory.size(1) - 1;
        var late = frames.narrow(1, (steps / 2) + 1, steps - (steps / 2));
        var variance = frames.select(2, 1);
        var columns = cat(
            [
                late.narrow(2, 0, FrameFeatures.Spatial + FrameFeatures.Spectral).mean([1]),
                Dynamics.Of(trajectory, variance, pairs),
                Couplings.Of(trajectory),
                Drift(frames),
            ],
            1);
        return FeatureMath.OfFinite(columns, pairs.Energy.sum(1));
    }

    private static Tensor Drift(Tensor frames)
    {
        const int rms = 2;
        var norms = frames.narrow(2, frames.size(2) - FrameFeatures.Invariants, FrameFeatures.Invariants);
        var first = norms.narrow(1, 0, 1);
        var scale = cat([first.narrow(2, rms, 1), first.narrow(2, 1, FrameFeatures.Invariants - 1)], 2);
        var drift = FeatureMath.Ratio(norms - first, scale); // [B, T+1, 15]
        return cat([drift.select(1, -1), drift.abs().max(1).values], 1);
    }
}
