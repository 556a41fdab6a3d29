using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>One rollout that is computed twice: forwards without gradients, then window by window backwards.</summary>
internal sealed class SweptRollout(
    TrainingSteps steps, RolloutOptions options, nn.Module? model, Generator? generator)
{
    private readonly DisposeScope scope = CurrentDisposeScope!;
    private readonly List<Window> windows = [];
    private Tensor[] buffers = [];
    private RandomStates? random;

    /// <summary>Adds the losses of a window to what is differentiated, each with its seed.</summary>
    public delegate void AddRoots(
        IReadOnlyList<(Tensor Seen, Tensor Next)> pairs, int first, List<(Tensor Value, Tensor Seed)> roots);

    /// <summary>Runs up to the last window, which is left to the sweep: it is computed once.</summary>
    public void KeepStarts(Tensor initial)
    {
        using var quiet = no_grad();
        var state = steps.Run(initial, 0, options.WarmUp, (seen, next, k) => { });
        for (int first = options.WarmUp; first < options.Horizon; first += options.Window)
        {
            windows.Add(Begin(first, state));
            if (first + options.Window < options.Horizon)
            {
                // A stepper may return a view of something large, of which only the state is kept.
                using var windowScope = NewDisposeScope();
                state = steps.Run(state, first, options.Window, (seen, next, k) => { }).clone()
                    .MoveToOuterDisposeScope();
            }
        }
    }

    /// <summary>Runs to the end and keeps all states after the warm-up, [n + 1, B, …].</summary>
    public Tensor KeepStates(Tensor initial)
    {
        using var quiet = no_grad();
        var state = steps.Run(initial, 0, options.WarmUp, (seen, next, k) => { });
        long[] shape = [options.Horizon - options.WarmUp + 1, .. state.shape];
        var states = empty(shape, state.dtype, state.device);
        states.select(0, 0).copy_(state);
        for (int first = options.WarmUp; first < options.Horizon; first += options.Window)
        {
            var window = Begin(first, states.select(0, first - options.WarmUp));
            windows.Add(window);
            using var windowScope = NewDisposeScope();
            steps.Run(
                window.State, first, window.Count,
                (seen, next, k) => states.select(0, k + 1 - options.WarmUp).copy_(next));
        }

        return states;
    }

    /// <summary>Ends the first pass: the sweep leaves generators and buffers as they are now.</summary>
    public void Finish()
    {
        using var quiet = no_grad();
        random = Snapshot();
        buffers = [.. (model?.buffers() ?? []).Select(buffer => buffer.clone().MoveToOtherDisposeScope(scope))];
    }

    /// <summary>Differentiates from the last window to the first.</summary>
    /// <param name="initial">u₀, which gets its gradient where it requires one.</param>
    /// <param name="addRoots">Adds the losses of a window.</param>
    /// <param name="startSeed">∂L/∂u₀ that comes through no step, if any.</param>
    public void Sweep(Tensor initial, AddRoots addRoots, Tensor? startSeed = null)
    {
        Tensor? seed = null;
        bool reachesInitial = options.WarmUp == 0 && initial.requires_grad;
        for (int i = windows.Count - 1; i >= 0; i--)
        {
            using var windowScope = NewDisposeScope();
            var next = Differentiate(windows[i], seed, addRoots, i > 0 || reachesInitial);
            seed?.Dispose();
            seed = next?.MoveToOuterDisposeScope();
        }

        if (reachesInitial)
        {
            Tensor[] seeds = [.. new[] { seed, startSeed }.OfType<Tensor>()];
            autograd.backward([.. seeds.Select(_ => initial)], seeds);
        }

        Restore(random!);
        using var quiet = no_grad();
        foreach (var (buffer, kept) in (model?.buffers() ?? []).Zip(buffers))
        {
            buffer.copy_(kept);
        }
    }

    private Tensor? Differentiate(Window window, Tensor? seed, AddRoots addRoots, bool needsGradient)
    {
        var pairs = new List<(Tensor Seen, Tensor Next)>(window.Count);
        Restore(window.Random);
        var state = window.State.detach().requires_grad_(needsGradient);
        var last = steps.Run(state, window.First, window.Count, (seen, next, k) => pairs.Add(
            (seen.alias().MoveToOuterDisposeScope(), next.alias().MoveToOuterDisposeScope())));
        if (random is null)
        {
            Finish();
        }

        // After all steps of the window: a loss that draws random numbers then shifts none of them.
        var roots = new List<(Tensor Value, Tensor Seed)>();
        addRoots(pairs, window.First, roots);
        if (seed is not null)
        {
            roots.Add((last, seed));
        }

        roots.RemoveAll(root => !root.Value.requires_grad);
        if (roots.Count > 0)
        {
            autograd.backward([.. roots.Select(root => root.Value)], [.. roots.Select(root => root.Seed)]);
        }

        return state.grad;
    }

    private Window Begin(int first, Tensor state) =>
        new(first, Math.Min(options.Window, options.Horizon - first), state, Snapshot());

    private RandomStates Snapshot()
    {
        var before = windows.Count > 0 ? windows[^1].Random : null;
        return new(
            Kept(get_rng_state(), before?.Default),
            generator is null ? null : Kept(generator.get_state(), before?.Noise));
    }

    // A state has 5,056 bytes; steps that draw nothing share one.
    private Tensor Kept(Tensor state, Tensor? before)
    {
        if (before is null || !state.Equals(before))
        {
            return state.MoveToOtherDisposeScope(scope);
        }

        state.Dispose();
        return before;
    }

    private void Restore(RandomStates states)
    {
        set_rng_state(states.Default);
        if (states.Noise is { } noise)
        {
            generator!.set_state(noise);
        }
    }

    private sealed record RandomStates(Tensor Default, Tensor? Noise);

    private sealed record Window(int First, int Count, Tensor State, RandomStates Random);
}
