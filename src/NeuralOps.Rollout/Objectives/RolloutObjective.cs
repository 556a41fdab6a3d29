using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// The loss of a model over K of its own steps: L = Σ<sub>k</sub> γᵏ L<sub>k</sub>(u<sub>k+1</sub>, u<sub>k</sub>) /
/// Σ<sub>k</sub> γᵏ with u<sub>k+1</sub> = Φ(u<sub>k</sub>, k); every part of the loss is averaged with the same
/// weights.
/// </summary>
public static class RolloutObjective
{
    /// <summary>Runs the rollout and gives its loss, ready for <c>backward</c>.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="loss">The loss of a step; not called for steps of weight 0.</param>
    /// <param name="options">Horizon, weights, cuts and noise.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <exception cref="ArgumentException">The options ask for noise and no generator is given.</exception>
    public static LossTerms Evaluate(
        Step step, Tensor initial, StepLoss loss, RolloutOptions options, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        if (options.NoiseDeviation > 0 && generator is null)
        {
            throw new ArgumentException(
                $"Expected a generator for noise of deviation {options.NoiseDeviation}, got none.", nameof(generator));
        }

        using var scope = NewDisposeScope();
        double[] weights = options.Weights();
        var sums = new WeightedTerms();
        var state = initial;
        for (int k = 0; k < options.Horizon; k++)
        {
            using var stepScope = NewDisposeScope();
            using var mode = set_grad_enabled(is_grad_enabled() && RecordsStep(options, k));
            var seen = NeedsNoise(options, k) ? Steppers.Disturb(state, options.NoiseDeviation, generator!) : state;
            var next = step(seen, k);
            if (weights[k] > 0)
            {
                sums.Add(loss(next, seen, k), weights[k]);
            }

            state = (CutsAfter(options, k) ? next.detach() : next.alias()).MoveToOuterDisposeScope();
        }

        return sums.MoveToOuter();
    }

    private static bool RecordsStep(RolloutOptions options, int k) =>
        options.Truncation != GradientTruncation.AllButLast || k == options.Horizon - 1;

    private static bool CutsAfter(RolloutOptions options, int k) =>
        options.Truncation == GradientTruncation.Window && (k + 1) % options.Window == 0;

    private static bool NeedsNoise(RolloutOptions options, int k) =>
        options.NoiseDeviation > 0 && (k == 0 || options.NoisePlace == NoisePlace.EveryState);
}
