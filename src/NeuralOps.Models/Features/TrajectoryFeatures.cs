using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The families of a batch of trajectories, as a data set stores them and as models take them.</summary>
/// <param name="Initial">[B, 14].</param>
/// <param name="Summary">[B, 120].</param>
/// <param name="Temporal">[B, T, 63].</param>
/// <param name="Sensitivity">[B, 10], or null.</param>
public sealed record TrajectoryFeatures(Tensor Initial, Tensor Summary, Tensor Temporal, Tensor? Sensitivity = null)
    : IDisposable
{
    /// <summary>Takes the features of trajectories; what the families have in common is computed once.</summary>
    /// <param name="trajectory">[B, T+1, C, H, W], or [B, M, T+1, C, H, W]: then each feature is its mean over the
    /// realisations. T ≥ 1, H and W ≥ 8; of dtype float32 or float64.</param>
    /// <param name="initial">The first states, [B, C, H, W] or [B, M, C, H, W], for INITIAL and SENSITIVITY where the
    /// trajectory is a window that starts later; its own first states where null. The other families know the window
    /// alone.</param>
    /// <param name="step">The operator, for the SENSITIVITY family at the first states; without it where null.</param>
    /// <exception cref="ArgumentException">Shape or dtype differ.</exception>
    public static TrajectoryFeatures Of(
        Tensor trajectory, Tensor? initial = null, Func<Tensor, Tensor>? step = null)
    {
        FeatureInput.RequireTrajectory(trajectory);
        using var scope = NewDisposeScope();
        int time = (int)trajectory.ndim - 4;
        initial ??= trajectory.select(time, 0);
        Shape.Require(
            initial,
            time == 1 ? "B C H W" : "B M C H W",
            [.. trajectory.shape[..time], .. trajectory.shape[(time + 1)..]]);
        var flat = trajectory.flatten(0, time - 1);
        var frames = TemporalFeatures.Frames(flat);
        var pairs = new TrajectoryPairs(flat);
        Tensor Averaged(Tensor rows) => time == 1
            ? rows
            : rows.unflatten(0, [trajectory.size(0), trajectory.size(1)]).mean([1]);
        var first = initial.flatten(0, time - 1);
        var features = new TrajectoryFeatures(
            Averaged(InitialFeatures.Of(first)),
            Averaged(SummaryFeatures.Row(flat, frames, pairs)),
            Averaged(TemporalFeatures.Rows(frames, pairs)),
            step is null ? null : Averaged(SensitivityFeatures.Of(step, first)));
        foreach (var family in features.All)
        {
            scope.MoveToOuter(family);
        }

        return features;
    }

    /// <summary>The names of the columns of <see cref="Flat"/>.</summary>
    /// <param name="sensitivity">Whether the SENSITIVITY family is there.</param>
    public static IReadOnlyList<string> FlatNames(bool sensitivity = false) =>
    [
        .. FeatureCatalogue.Of(FeatureFamily.Initial)
            .Concat(FeatureCatalogue.Of(FeatureFamily.Summary))
            .Concat(FeatureCatalogue.Of(FeatureFamily.Temporal))
            .Concat(sensitivity ? FeatureCatalogue.Of(FeatureFamily.Sensitivity) : [])
            .Select(feature => feature.FullName),
    ];

    /// <summary>One row for each trajectory: INITIAL, SUMMARY, the mean of TEMPORAL over its steps, and SENSITIVITY
    /// where it is there. [B, 197] or [B, 207].</summary>
    public Tensor Flat()
    {
        using var scope = NewDisposeScope();
        Tensor[] parts = [Initial, Summary, Temporal.mean([1]), .. Sensitivity is null ? [] : new[] { Sensitivity }];
        return cat(parts, 1).MoveToOuterDisposeScope();
    }

    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var family in All)
        {
            family.Dispose();
        }
    }

    private Tensor[] All =>
        Sensitivity is null ? [Initial, Summary, Temporal] : [Initial, Summary, Temporal, Sensitivity];
}
