using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>
/// The state that goes from one window of a horizon to the next, cut from its past. A trainer that is given it stores
/// it in its checkpoints, so that a run resumes at any window.
/// </summary>
public sealed class RolloutCarry : IDisposable
{
    /// <summary>u at <see cref="Position"/> [B, …]; null between horizons.</summary>
    internal Tensor? State { get; private set; }

    /// <summary>The step that comes next; 0 between horizons.</summary>
    internal int Position { get; private set; }

    /// <summary>Runs one window and gives its loss, ready for <c>backward</c>; the last state is carried on.</summary>
    /// <remarks>The terms weigh the steps as over the whole horizon, times the number of windows: their mean over the
    /// windows is the loss of the horizon.</remarks>
    /// <param name="window">The window; the first begins at the initial state, each other where the one before
    /// ended.</param>
    /// <param name="step">The stepper Φ; it gets the index of the step in the horizon.</param>
    /// <param name="initial">u₀ [B, …], used by the first window only.</param>
    /// <param name="loss">The loss of a step, by its index in the horizon.</param>
    /// <param name="options">Weights and noise.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <exception cref="ArgumentException">The options are not for windows, or ask for noise and no generator is
    /// given.</exception>
    /// <exception cref="InvalidOperationException">The window before was not the last one evaluated.</exception>
    public LossTerms Evaluate(
        HorizonWindow window, Step step, Tensor initial, StepLoss loss, RolloutOptions options,
        Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        var whole = options with { Horizon = window.Horizon };
        double[] weights = [.. whole.Weights().Select(weight => weight * window.Count)];
        return Evaluate(window, step, initial, whole, generator, (steps, from) =>
            RolloutObjective.Supervised(steps, from, window.First, window.Steps, loss, weights));
    }

    /// <summary>Runs one window and gives the loss of its states as a whole, ready for <c>backward</c>; the last state
    /// is carried on.</summary>
    /// <remarks>A shorter last window weighs less, by its share of the steps.</remarks>
    /// <param name="window">The window.</param>
    /// <param name="step">The stepper Φ; it gets the index of the step in the horizon.</param>
    /// <param name="initial">u₀ [B, …], used by the first window only.</param>
    /// <param name="loss">The loss of the window's states.</param>
    /// <param name="options">Noise.</param>
    /// <param name="generator">The source of the noise; required where the options ask for noise.</param>
    /// <exception cref="ArgumentException">As of the other overload.</exception>
    /// <exception cref="InvalidOperationException">As of the other overload.</exception>
    public LossTerms Evaluate(
        HorizonWindow window, Step step, Tensor initial, TrajectoryLoss loss, RolloutOptions options,
        Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        double weight = (double)window.Steps * window.Count / window.Horizon;
        return Evaluate(
            window, step, initial, options with { Horizon = window.Horizon }, generator, (steps, from) =>
                RolloutObjective.Supervised(steps, from, window.First, window.Steps, loss, weight));
    }

    /// <summary>Frees the state.</summary>
    public void Dispose() => Set(null, 0);

    /// <summary>Replaces the state; the tensor becomes this object's.</summary>
    internal void Set(Tensor? state, int position)
    {
        State?.Dispose();
        (State, Position) = (state?.DetachFromDisposeScope(), position);
    }

    private LossTerms Evaluate(
        HorizonWindow window, Step step, Tensor initial, RolloutOptions options, Generator? generator,
        Func<TrainingSteps, Tensor, (Tensor Last, WeightedTerms Terms)> supervise)
    {
        ArgumentNullException.ThrowIfNull(initial);
        options.RequireWindows();
        var steps = new TrainingSteps(step, options, generator);
        if (window.First > 0 && window.First != Position)
        {
            throw new InvalidOperationException(
                $"Expected the window that begins at step {Position}, where the carried state is, got one that begins "
                + $"at step {window.First}.");
        }

        using var scope = NewDisposeScope();
        (var last, var sums) = supervise(steps, window.First == 0 ? initial : State!);
        var terms = sums.MoveToOuter();
        if (window.IsLast)
        {
            Set(null, 0);
        }
        else
        {
            Set(last.detach().clone(), window.First + window.Steps);
        }

        return terms;
    }
}
