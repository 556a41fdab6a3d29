using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a model over time carries from frame to frame; made by the model's <c>Start</c>, moved on by its
/// <c>Continue</c>.</summary>
/// <remarks>It owns its tensors, outside all dispose scopes. While gradients are on they keep their history, so that a
/// loss reaches the frames before; <see cref="Detach"/> ends it there.</remarks>
public sealed class SequenceState : IDisposable
{
    private readonly IReadOnlyList<GraphSignal> signals;
    private readonly Tensor[] tensors;

    private SequenceState(IReadOnlyList<GraphSignal> signals, Tensor[] tensors)
    {
        this.signals = signals;
        this.tensors = [.. tensors.Select(tensor => tensor.DetachFromDisposeScope())];
    }

    /// <summary>What frames do to the tensors of a state: an entry is replaced, or changed in place.</summary>
    /// <param name="state">The tensors in their order, or none for a run from zeros whose end is not kept.</param>
    internal delegate Tensor Transition(Span<Tensor> state);

    /// <summary>The tensors in the order of the model's <c>States</c>, each [B, ..].</summary>
    public IReadOnlyList<Tensor> Tensors => tensors;

    /// <summary>Forgets how the state came about: gradients end here.</summary>
    public void Detach()
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            using var before = tensors[i];
            tensors[i] = before.detach().DetachFromDisposeScope();
        }
    }

    /// <summary>A copy that moves on by itself.</summary>
    public SequenceState Clone() => new(signals, [.. tensors.Select(tensor => tensor.clone())]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in tensors)
        {
            tensor.Dispose();
        }
    }

    /// <summary>The state before the first frame.</summary>
    /// <param name="signals">The states of one sample.</param>
    /// <param name="batch">B.</param>
    /// <param name="like">A parameter, for dtype and device.</param>
    internal static SequenceState Zeros(IReadOnlyList<GraphSignal> signals, long batch, Tensor like)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        return new(signals, [.. signals.Select(s => zeros([batch, .. s.Dims], like.dtype, like.device))]);
    }

    /// <summary>The states of one part of a model, under its name.</summary>
    internal static IEnumerable<GraphSignal> Named(string part, IEnumerable<GraphSignal> signals) =>
        signals.Select(signal => signal with { Name = $"{part}.{signal.Name}" });

    /// <summary>Some of the tensors, or none of none.</summary>
    internal static Span<Tensor> Part(Span<Tensor> state, int start, int count) =>
        state.IsEmpty ? state : state.Slice(start, count);

    /// <summary>Runs frames and keeps what they leave.</summary>
    /// <param name="expected">The states of the model.</param>
    /// <param name="batch">B of the frames.</param>
    /// <param name="transition">The model.</param>
    internal Tensor Advance(IReadOnlyList<GraphSignal> expected, long batch, Transition transition)
    {
        Require(this, expected, batch);
        using var scope = NewDisposeScope();
        Tensor[] next = [.. tensors];
        var y = transition(next);
        for (int i = 0; i < next.Length; i++)
        {
            if (!ReferenceEquals(next[i], tensors[i]))
            {
                tensors[i].Dispose();
                tensors[i] = next[i].DetachFromDisposeScope();
            }
        }

        return y.MoveToOuterDisposeScope();
    }

    private static void Require(SequenceState state, IReadOnlyList<GraphSignal> expected, long batch)
    {
        long found = state.tensors[0].size(0);
        bool isKnown = ReferenceEquals(expected, state.signals) || Describe(expected) == Describe(state.signals);
        if (!isKnown || found != batch)
        {
            throw new ArgumentException(
                $"Expected a state of {Describe(expected)} for a batch of {batch}, "
                + $"got one of {Describe(state.signals)} for a batch of {found}.",
                nameof(state));
        }
    }

    private static string Describe(IReadOnlyList<GraphSignal> signals) =>
        string.Join(", ", signals.Select(signal => $"{signal.Name} {Shape.Format([.. signal.Dims])}"));
}
