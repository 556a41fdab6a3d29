using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A Mamba layer that a physics state steers: s = Mamba(N(m)); e = W₂ SiLU(W₁ p); c = W_c p; g = σ(W_g [s; e]) per
/// channel and frame; o = g ⊙ s + (1 − g) ⊙ c, or o = s where no p is given; the result is m + o.
/// m [B, L, D], p [B, L, P] → [B, L, D]. Its state is that of the layer, <c>ssm.conv</c> and <c>ssm.scan</c>.
/// </summary>
/// <remarks>The residual m + o is that of the reference's code; its document has o alone, which is an option, as are
/// the ablations of <see cref="PhysicsFusion"/>.</remarks>
public sealed partial class PhysicsSsm : Module<Tensor, Tensor?, Tensor>
{
    private readonly LayerNorm norm;
    private readonly Mamba ssm;
    private readonly Sequential? physics_encoder;
    private readonly Sequential? physics_gate;
    private readonly Linear? constraint_proj;

    /// <summary>A layer with random weights from the default generator.</summary>
    /// <param name="options">Its sizes and form.</param>
    public PhysicsSsm(PhysicsSsmOptions options)
        : base(nameof(PhysicsSsm))
    {
        Options = options;
        (int d, int p) = (options.Mamba.Width, options.PhysicsDim);
        norm = LayerNorm(d);
        ssm = new Mamba(options.Mamba);
        constraint_proj = options.Fusion == PhysicsFusion.None ? null : Linear(p, d);
        if (options.Fusion == PhysicsFusion.Gate)
        {
            physics_encoder = Sequential(Linear(p, d), SiLU(), Linear(d, d));
            physics_gate = Sequential(Linear(2 * d, d), Sigmoid());
        }

        States = [.. SequenceState.Named(nameof(ssm), ssm.States)];
        RegisterComponents();
    }

    /// <summary>Its sizes and form.</summary>
    public PhysicsSsmOptions Options { get; }

    /// <summary>The states that one sample carries.</summary>
    public IReadOnlyList<GraphSignal> States { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">m is not [B, L, D] or p not [B, L, P], with L from 1, or of another dtype
    /// than the weights.</exception>
    public override Tensor forward(Tensor input1, Tensor? input2)
    {
        Require(input1, input2);
        using var scope = NewDisposeScope();
        return Advance(input1, input2, []).MoveToOuterDisposeScope();
    }

    /// <summary>The forward pass with its intermediate results.</summary>
    /// <param name="motion">m [B, L, D].</param>
    /// <param name="physics">p [B, L, P], or null.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>.</exception>
    public PhysicsTrace Trace(Tensor motion, Tensor? physics)
    {
        Require(motion, physics);
        using var scope = NewDisposeScope();
        var (s, c, g, output) = Run(motion, physics, []);
        return new(
            s.MoveToOuterDisposeScope(),
            c?.MoveToOuterDisposeScope(),
            g?.MoveToOuterDisposeScope(),
            output.alias().MoveToOuterDisposeScope()); // which may be s
    }

    /// <summary>The state before the first frame.</summary>
    /// <param name="batch">B, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">B is less than 1.</exception>
    public SequenceState Start(long batch = 1) => SequenceState.Zeros(States, batch, Frames.WeightOf(this));

    /// <summary>The next frames after those that made a state, which moves on; see
    /// <see cref="SequenceModel.Continue"/>.</summary>
    /// <param name="motion">m [B, L, D], L from 1.</param>
    /// <param name="physics">p [B, L, P], or null.</param>
    /// <param name="state">From <see cref="Start"/>.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>, or the state is that of another model or
    /// batch.</exception>
    public Tensor Continue(Tensor motion, Tensor? physics, SequenceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require(motion, physics);
        return state.Advance(States, motion.size(0), tensors => Advance(motion, physics, tensors));
    }

    internal Tensor Advance(Tensor motion, Tensor? physics, Span<Tensor> state) => Run(motion, physics, state).Output;

    private (Tensor S, Tensor? C, Tensor? G, Tensor Output) Run(Tensor motion, Tensor? physics, Span<Tensor> state)
    {
        var s = ssm.Advance(norm.call(motion), state);
        var c = physics is null ? null : constraint_proj?.call(physics);
        var g = physics is null ? null : physics_gate?.call(cat([s, physics_encoder!.call(physics)], -1));
        var o = c is null ? s : g is null ? s + c : c + (g * (s - c)); // [B, L, D]
        return (s, c, g, Options.HasResidual ? motion + o : o);
    }

    private void Require(Tensor motion, Tensor? physics)
    {
        Frames.Require(motion, "D", Options.Mamba.Width, this);
        Frames.RequireBeside(motion, physics, Options.PhysicsDim);
    }
}
