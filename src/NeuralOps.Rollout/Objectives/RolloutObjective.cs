using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// The loss of a model over K of its own steps: L = Σ<sub>k</sub> γᵏ L<sub>k</sub>(u<sub>k+1</sub>, u<sub>k</sub>) /
/// Σ<sub>k</sub> γᵏ with u<sub>k+1</sub> = Φ(u<sub>k</sub>, k) over the supervised steps; every part of the loss is
/// averaged with the same weights.
/// </summary>
public static class RolloutObjective
{
    /// <summary>Runs the rollout and gives its loss, ready for <c>backward</c>.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="loss">The loss of a step; not called for steps of weight 0.</param>
    /// <param name="options">Horizon, warm-up, weights, cuts and noise.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <exception cref="ArgumentException">The options ask for noise and no generator is given, or the warm-up leaves
    /// no step.</exception>
    public static LossTerms Evaluate(
        Step step, Tensor initial, StepLoss loss, RolloutOptions options, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(loss);
        var steps = new TrainingSteps(step, options, generator);
        using var scope = NewDisposeScope();
        (_, var terms) = Supervised(steps, initial, 0, options.Horizon, loss, options.Weights());
        return terms.MoveToOuter();
    }

    /// <summary>Runs the rollout and gives the loss of its supervised states as a whole, ready for
    /// <c>backward</c>.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="loss">The loss of the states after the warm-up; it replaces the weights of the steps.</param>
    /// <param name="options">Horizon, warm-up, cuts and noise.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <exception cref="ArgumentException">As of the other overload.</exception>
    public static LossTerms Evaluate(
        Step step, Tensor initial, TrajectoryLoss loss, RolloutOptions options, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(loss);
        var steps = new TrainingSteps(step, options, generator);
        using var scope = NewDisposeScope();
        var start = steps.Run(initial, 0, options.WarmUp, (seen, next, k) => { });
        (_, var terms) = Supervised(steps, start, options.WarmUp, options.Horizon - options.WarmUp, loss, 1);
        return terms.MoveToOuter();
    }

    /// <summary>Steps with their losses; the last state and the sums are in the current scope.</summary>
    internal static (Tensor Last, WeightedTerms Terms) Supervised(
        TrainingSteps steps, Tensor from, int first, int count, StepLoss loss, double[] weights)
    {
        var sums = new WeightedTerms();
        var last = steps.Run(from, first, count, (seen, next, k) =>
        {
            if (weights[k] > 0)
            {
                sums.Add(loss(next, seen, k), weights[k]);
            }
        });
        return (last, sums);
    }

    /// <summary>Steps with one loss of all their states.</summary>
    internal static (Tensor Last, WeightedTerms Terms) Supervised(
        TrainingSteps steps, Tensor from, int first, int count, TrajectoryLoss loss, double weight)
    {
        var sums = new WeightedTerms();
        var states = new List<Tensor> { from };
        var last = steps.Run(
            from, first, count, (seen, next, k) => states.Add(next.alias().MoveToOuterDisposeScope()));
        sums.Add(loss(stack(states, 1), first), weight); // [B, n + 1, …]
        return (last, sums);
    }
}
