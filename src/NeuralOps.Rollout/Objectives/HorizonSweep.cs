using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// Back-propagation through many steps with the memory of a few. States are kept from a pass without gradients; then
/// each window of w steps is computed again with gradients, from the last to the first, and differentiated with the
/// seed of the window after. For w = 1: λ<sub>k</sub> = ∂L<sub>k</sub>/∂u<sub>k</sub> + (∂Φ/∂u<sub>k</sub>)ᵀ
/// (λ<sub>k+1</sub> + ∂L<sub>k</sub>/∂u<sub>k+1</sub>). The gradients are those of <see cref="RolloutObjective"/>
/// without truncation, that of the initial state included where it requires one.
/// </summary>
/// <remarks>
/// Costs one more forward pass. w is <see cref="RolloutOptions.Window"/>: w steps' activations are held, and of a
/// <see cref="StepLoss"/> every w-th state; a <see cref="TrajectoryLoss"/> needs all states. A recomputed step sees the
/// default generator, and that of the noise, as they were at its first run, so dropout masks repeat; what else is
/// random must be a function of t. Buffers such as running statistics end as the first pass left them, that of a <see
/// cref="TrajectoryLoss"/> included; they must not change what a step gives, and a <see cref="StepLoss"/> must not
/// update them.
/// </remarks>
public static class HorizonSweep
{
    /// <summary>Evaluates the weighted loss and accumulates its gradients into the leaves that the stepper
    /// uses.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="loss">The loss of a step.</param>
    /// <param name="options">Horizon, warm-up, weights, noise and w; truncation must be off.</param>
    /// <param name="model">The module whose buffers the steps update, if any.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <returns>The values, without a graph: do not call <c>backward</c> on them.</returns>
    /// <exception cref="ArgumentException">The options truncate, ask for noise without a generator, or leave no step
    /// after the warm-up.</exception>
    public static LossTerms Backward(
        Step step, Tensor initial, StepLoss loss, RolloutOptions options, nn.Module? model = null,
        Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        var rollout = Open(step, initial, options, model, generator);
        var sums = new WeightedTerms();
        double[] weights = options.Weights();
        rollout.KeepStarts(initial);
        rollout.Sweep(initial, (pairs, first, roots) =>
        {
            for (int i = 0; i < pairs.Count; i++)
            {
                if (weights[first + i] > 0)
                {
                    var terms = loss(pairs[i].Next, pairs[i].Seen, first + i);
                    sums.Add(Values(terms), weights[first + i]);
                    roots.Add((terms.Total, full_like(terms.Total, weights[first + i])));
                }
            }
        });
        return sums.MoveToOuter();
    }

    /// <summary>Evaluates a loss of the whole trajectory and accumulates its gradients: ∂L/∂u<sub>t</sub> is computed
    /// first, from the states that the first pass kept, and then swept through the steps.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …].</param>
    /// <param name="loss">The loss of the states after the warm-up; called once. Its own parameters get their gradients
    /// too.</param>
    /// <param name="options">Horizon, warm-up, noise and w; truncation must be off.</param>
    /// <param name="model">The module whose buffers the steps update, if any.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <returns>The values, without a graph: do not call <c>backward</c> on them.</returns>
    /// <exception cref="ArgumentException">As of the other overload.</exception>
    public static LossTerms Backward(
        Step step, Tensor initial, TrajectoryLoss loss, RolloutOptions options, nn.Module? model = null,
        Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        using var scope = NewDisposeScope();
        var rollout = Open(step, initial, options, model, generator);
        var sums = new WeightedTerms();
        var states = rollout.KeepStates(initial).requires_grad_(); // [n + 1, B, …]
        using (NewDisposeScope())
        {
            var terms = loss(states.transpose(0, 1), options.WarmUp); // [B, n + 1, …]
            sums.Add(Values(terms), 1);
            if (terms.Total.requires_grad)
            {
                terms.Total.backward();
            }
        }

        rollout.Finish();
        var seeds = states.grad ?? zeros_like(states);
        rollout.Sweep(
            initial,
            (pairs, first, roots) => roots.AddRange(
                pairs.Select((pair, i) => (pair.Next, seeds.select(0, first + i + 1 - options.WarmUp)))),
            seeds.select(0, 0));
        return sums.MoveToOuter();
    }

    private static SweptRollout Open(
        Step step, Tensor initial, RolloutOptions options, nn.Module? model, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(initial);
        var steps = new TrainingSteps(step, options, generator);
        return options.Truncation == GradientTruncation.None
            ? new SweptRollout(steps, options, model, generator)
            : throw new ArgumentException(
                $"Expected options without truncation, got truncation {options.Truncation}.", nameof(options));
    }

    private static LossTerms Values(LossTerms terms) =>
        new(terms.Total.detach(), terms.Parts.ToDictionary(part => part.Key, part => part.Value.detach()));
}
