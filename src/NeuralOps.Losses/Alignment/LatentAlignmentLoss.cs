using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>How far a model's own latents, averaged over states, are from those of an encoder:
/// mean((mean_i p_i − sg z)²), no root.</summary>
public static class LatentAlignmentLoss
{
    /// <summary>The states of a trajectory to take: t_i = ⌊i (T − 1) / (n − 1)⌋ for i = 0 … n − 1; all where n ≤ 0 or
    /// n ≥ T, the last one where n = 1.</summary>
    /// <param name="count">n.</param>
    /// <param name="length">T, at least 1.</param>
    public static IReadOnlyList<int> Times(int count, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        return count <= 0 || count >= length ? [.. Enumerable.Range(0, length)]
            : count == 1 ? [length - 1]
            : [.. Enumerable.Range(0, count).Select(i => (int)((long)i * (length - 1) / (count - 1)))];
    }

    /// <summary>The mean over everything, a scalar; gradients reach the p alone.</summary>
    /// <param name="projected">p_i of the states taken, each of the shape of z, at least one.</param>
    /// <param name="latents">z.</param>
    /// <exception cref="ArgumentException">There are no p, or the shapes differ.</exception>
    public static Tensor Of(IReadOnlyList<Tensor> projected, Tensor latents)
    {
        if (projected.Count == 0)
        {
            throw new ArgumentException("Expected the latents of at least one state, got none.", nameof(projected));
        }

        foreach (var state in projected)
        {
            SameShape.Require(state, latents);
        }

        using var scope = NewDisposeScope();
        return functional.mse_loss(stack(projected).mean([0]), latents.detach()).MoveToOuterDisposeScope();
    }
}
