using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// Back-propagation through many steps with the memory of one. The states are kept from a pass without gradients; then
/// each step is computed again with gradients, from the last to the first, and differentiated with the seed ∂L/∂u of
/// the step after: λ<sub>k</sub> = ∂L<sub>k</sub>/∂u<sub>k</sub> + (∂Φ/∂u<sub>k</sub>)ᵀ (λ<sub>k+1</sub> +
/// ∂L<sub>k</sub>/∂u<sub>k+1</sub>). The gradients are those of <see cref="RolloutObjective"/> without truncation.
/// </summary>
/// <remarks>
/// Costs one more forward pass. A recomputed step sees the default generator as it was at the step's first run, so
/// dropout masks repeat; buffers such as running statistics end as the first pass left them.
/// </remarks>
public static class HorizonSweep
{
    /// <summary>Evaluates the weighted loss and accumulates its gradients into the leaves that the stepper
    /// uses.</summary>
    /// <param name="step">The stepper Φ.</param>
    /// <param name="initial">u₀ [B, …]; no gradient is computed for it.</param>
    /// <param name="loss">The loss of a step.</param>
    /// <param name="options">Horizon and weights; truncation and noise must be off.</param>
    /// <param name="model">The module whose buffers the stepper updates, if any.</param>
    /// <returns>The values, without a graph: do not call <c>backward</c> on them.</returns>
    /// <exception cref="ArgumentException">The options truncate or add noise.</exception>
    public static LossTerms Backward(
        Step step, Tensor initial, StepLoss loss, RolloutOptions options, nn.Module? model = null)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(initial);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Truncation != GradientTruncation.None || options.NoiseDeviation > 0)
        {
            throw new ArgumentException(
                $"Expected options without truncation and noise, got truncation {options.Truncation} and noise "
                + $"{options.NoiseDeviation}.", nameof(options));
        }

        using var scope = NewDisposeScope();
        (Tensor[] states, Tensor[] random) = Forward(step, initial, options.Horizon);
        Tensor[] buffers = model is null ? [] : [.. model.buffers()];
        Tensor[] kept = [.. buffers.Select(buffer => buffer.clone())];
        var terms = Sweep(step, states, random, loss, options.Weights());
        set_rng_state(random[^1]);
        using var quiet = no_grad();
        for (int i = 0; i < buffers.Length; i++)
        {
            buffers[i].copy_(kept[i]);
        }

        return terms.MoveToOuter();
    }

    private static (Tensor[] States, Tensor[] Random) Forward(Step step, Tensor initial, int horizon)
    {
        using var quiet = no_grad();
        var states = new Tensor[horizon];
        var random = new Tensor[horizon + 1];
        states[0] = initial;
        for (int k = 0; k < horizon; k++)
        {
            random[k] = get_rng_state();
            using var scope = NewDisposeScope();
            var next = step(states[k], k);
            if (k + 1 < horizon)
            {
                states[k + 1] = next.alias().MoveToOuterDisposeScope();
            }
        }

        random[horizon] = get_rng_state();
        return (states, random);
    }

    private static WeightedTerms Sweep(Step step, Tensor[] states, Tensor[] random, StepLoss loss, double[] weights)
    {
        var sums = new WeightedTerms();
        Tensor? seed = null;
        for (int k = states.Length - 1; k >= 0; k--)
        {
            using var scope = NewDisposeScope();
            set_rng_state(random[k]);
            var state = states[k].detach().requires_grad_();
            var next = step(state, k);
            var roots = new List<Tensor>();
            var seeds = new List<Tensor>();
            if (weights[k] > 0)
            {
                var terms = loss(next, state, k);
                sums.Add(Values(terms), weights[k]);
                roots.Add(terms.Total);
                seeds.Add(full_like(terms.Total, weights[k]));
            }

            if (seed is not null)
            {
                roots.Add(next);
                seeds.Add(seed);
            }

            autograd.backward(roots, seeds);
            seed = state.grad?.MoveToOuterDisposeScope();
        }

        return sums;
    }

    private static LossTerms Values(LossTerms terms) =>
        new(terms.Total.detach(), terms.Parts.ToDictionary(part => part.Key, part => part.Value.detach()));
}
