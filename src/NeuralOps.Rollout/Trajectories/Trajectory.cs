using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// Applies a stepper again and again: u<sub>1</sub> = Φ(u<sub>0</sub>, 0), …, u<sub>n</sub> = Φ(u<sub>n−1</sub>, n−1).
/// Each step's intermediate tensors are freed before the next step.
/// </summary>
/// <remarks>Shapes: u₀ [B, …] → [B, n, …].</remarks>
public static class Trajectory
{
    /// <summary>All n states as one tensor.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="steps">n, from 1.</param>
    /// <param name="withGradients">Whether to record the computation; memory then grows with n.</param>
    /// <returns>u₁ … u<sub>n</sub> [B, n, …]; u₀ is not repeated.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="steps"/> is less than 1.</exception>
    /// <exception cref="ArgumentException">The stepper changes the state's shape.</exception>
    public static Tensor Run(Step step, Tensor initial, int steps, bool withGradients = false)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        using var scope = NewDisposeScope();
        (Tensor states, _) = Advance(step, initial, 0, steps, withGradients);
        return states.MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The states in chunks that are computed when asked for. Memory is bounded by one chunk: dispose of each chunk
    /// before asking for the next.
    /// </summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …]; it must live until the first chunk is there.</param>
    /// <param name="steps">n, from 1.</param>
    /// <param name="chunk">The number of states in a chunk, from 1; the last chunk holds the rest.</param>
    /// <param name="withGradients">Whether to record the computation within a chunk; chunks are cut from each
    /// other.</param>
    /// <returns>Chunks [B, ≤ chunk, …]; they belong to no dispose scope but to the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A number is less than 1.</exception>
    public static IEnumerable<Tensor> Stream(
        Step step, Tensor initial, int steps, int chunk, bool withGradients = false)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunk, 1);
        return Chunks(step, initial, steps, chunk, withGradients);
    }

    private static IEnumerable<Tensor> Chunks(Step step, Tensor initial, int steps, int chunk, bool withGradients)
    {
        Tensor? carried = null;
        try
        {
            for (int first = 0; first < steps; first += chunk)
            {
                (Tensor states, Tensor last) = Chunk(
                    step, carried ?? initial, first, Math.Min(chunk, steps - first), withGradients);
                carried?.Dispose();
                carried = last;
                yield return states;
            }
        }
        finally
        {
            carried?.Dispose();
        }
    }

    // A chunk runs inside one call, so that its scope and gradient mode never span a yield.
    private static (Tensor States, Tensor Last) Chunk(Step step, Tensor from, int first, int count, bool withGradients)
    {
        using var scope = NewDisposeScope();
        (Tensor states, Tensor last) = Advance(step, from, first, count, withGradients);
        return (states.DetachFromDisposeScope(), last.detach().DetachFromDisposeScope());
    }

    private static (Tensor States, Tensor Last) Advance(
        Step step, Tensor from, int first, int count, bool withGradients)
    {
        using var mode = set_grad_enabled(withGradients);
        long[] shape = from.shape;
        var states = new Tensor[count];
        var state = from;
        for (int k = 0; k < count; k++)
        {
            using var scope = NewDisposeScope();
            var next = step(state, first + k);
            if (!next.shape.AsSpan().SequenceEqual(shape))
            {
                throw new ArgumentException(
                    $"Expected a stepper that keeps the state's shape {Shape.Format(shape)}, "
                    + $"got {Shape.Format(next.shape)} at step {first + k}.", nameof(step));
            }

            // A stepper may return its own argument or a tensor it keeps: an alias is ours to free.
            state = states[k] = next.alias().MoveToOuterDisposeScope();
        }

        return (stack(states, 1), state); // [B, n, …]
    }
}
