using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A causal model over time, x [B, L, D] → [B, L, D_out], that also runs in pieces: what frames 1 .. t leave for the
/// frames after them is a state of fixed size, so a frame costs the same at any t.
/// </summary>
public abstract partial class SequenceModel : Module<Tensor, Tensor>
{
    private protected SequenceModel(string name)
        : base(name)
    {
    }

    /// <summary>D, the width of a frame.</summary>
    public abstract int Width { get; }

    /// <summary>The states that one sample carries, in the order of execution.</summary>
    public abstract IReadOnlyList<GraphSignal> States { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, L, D] with L from 1, or of another dtype than the
    /// weights.</exception>
    public override Tensor forward(Tensor input)
    {
        Frames.Require(input, "D", Width, this, "x");
        using var scope = NewDisposeScope();
        return Advance(input, []).MoveToOuterDisposeScope();
    }

    /// <summary>The state before the first frame: zeros, of the dtype and on the device of the weights.</summary>
    /// <param name="batch">B, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">B is less than 1.</exception>
    public SequenceState Start(long batch = 1) => SequenceState.Zeros(States, batch, Frames.WeightOf(this));

    /// <summary>The next frames after those that made a state, which moves on.</summary>
    /// <param name="x">[B, L, D], L from 1; one frame with gradients off takes the step kernels.</param>
    /// <param name="state">From <see cref="Start"/>. Gradients reach the frames before while they are on.</param>
    /// <returns>[B, L, D_out], equal to those frames of <see cref="forward"/> over the whole sequence.</returns>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>, or the state is that of another model or
    /// batch.</exception>
    public Tensor Continue(Tensor x, SequenceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Frames.Require(x, "D", Width, this);
        return state.Advance(States, x.size(0), tensors => Advance(x, tensors));
    }

    /// <summary>Runs frames from a state and leaves the next in its place; without one, from zeros.</summary>
    internal abstract Tensor Advance(Tensor x, Span<Tensor> state);
}
