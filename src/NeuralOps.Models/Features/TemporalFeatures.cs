using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The TEMPORAL family: 63 columns for each state of a trajectory after the first.</summary>
public static class TemporalFeatures
{
    /// <summary>The columns of each step. [B, T+1, C, H, W] → [B, T, 63], or [B, M, T+1, C, H, W] → [B, M, T, 63].
    /// </summary>
    /// <param name="trajectory">T ≥ 1, H and W ≥ 8; of dtype float32 or float64.</param>
    /// <exception cref="ArgumentException">Shape or dtype differ.</exception>
    public static Tensor Of(Tensor trajectory)
    {
        FeatureInput.RequireTrajectory(trajectory);
        using var scope = NewDisposeScope();
        var flat = trajectory.flatten(0, trajectory.ndim - 5); // [B·M, T+1, C, H, W]
        var frames = Frames(flat);
        var rows = Rows(frames, new TrajectoryPairs(flat));
        long[] shape = [.. trajectory.shape[..^4], rows.size(1), rows.size(2)];
        return rows.reshape(shape).MoveToOuterDisposeScope();
    }

    /// <summary>The columns of all states, [B, T+1, C, H, W] → [B, T+1, 72].</summary>
    internal static Tensor Frames(Tensor trajectory) =>
        FrameFeatures.Of(trajectory.flatten(0, 1)).unflatten(0, [trajectory.size(0), trajectory.size(1)]);

    /// <summary>The family's table from the columns of all states, [B, T, 63].</summary>
    internal static Tensor Rows(Tensor frames, TrajectoryPairs pairs) => cat(
        [
            frames.narrow(1, 1, frames.size(1) - 1).narrow(2, 0, frames.size(2) - FrameFeatures.Invariants),
            pairs.Evolution(),
        ],
        2);
}
