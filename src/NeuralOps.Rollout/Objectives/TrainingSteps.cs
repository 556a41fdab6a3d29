using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>The steps of a training rollout, with the noise, the gradient mode and the cuts of its options.</summary>
internal sealed class TrainingSteps
{
    private readonly Step step;
    private readonly RolloutOptions options;
    private readonly Generator? generator;

    public TrainingSteps(Step step, RolloutOptions options, Generator? generator)
    {
        ArgumentNullException.ThrowIfNull(step);
        ArgumentNullException.ThrowIfNull(options);
        options.RequireWarmUpInside();
        if (options.NoiseDeviation > 0 && generator is null)
        {
            throw new ArgumentException(
                $"Expected a generator for noise of deviation {options.NoiseDeviation}, got none.", nameof(generator));
        }

        (this.step, this.options, this.generator) = (step, options, generator);
    }

    /// <summary>Steps k = first … first + count − 1.</summary>
    /// <param name="from">u<sub>first</sub>.</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many steps.</param>
    /// <param name="visit">Gets what step k saw and what it gave, in the dispose scope of the step.</param>
    /// <returns>u<sub>first + count</sub>, in the current scope.</returns>
    public Tensor Run(Tensor from, int first, int count, Action<Tensor, Tensor, int> visit)
    {
        var state = from;
        for (int k = first; k < first + count; k++)
        {
            using var scope = NewDisposeScope();
            using var mode = set_grad_enabled(is_grad_enabled() && Records(k));
            var seen = IsDisturbed(k) ? Steppers.Disturb(state, options.NoiseDeviation, generator!) : state;
            var next = step(seen, k);
            visit(seen, next, k);
            var before = state;
            // A stepper may return its own argument or a tensor it keeps: an alias is ours to free.
            state = (CutsAfter(k) ? next.detach() : next.alias()).MoveToOuterDisposeScope();
            if (k > first)
            {
                before.Dispose(); // a warm-up holds one state, not all
            }
        }

        return state;
    }

    private bool Records(int k) => k >= options.WarmUp
        && (options.Truncation != GradientTruncation.AllButLast || k == options.Horizon - 1);

    private bool CutsAfter(int k) => options.Truncation == GradientTruncation.Window
        && (k + 1 - options.WarmUp) % options.Window == 0;

    private bool IsDisturbed(int k) =>
        options.NoiseDeviation > 0 && (k == 0 || options.NoisePlace == NoisePlace.EveryState);
}
