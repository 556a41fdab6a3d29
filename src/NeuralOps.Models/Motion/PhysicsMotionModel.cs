using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Motion from motion and physics, causally: dec(PhysicsSsm(MotionSsm(enc(motion)), physics)) with enc and dec of a
/// <see cref="MotionProjector"/>, or a variant of it. motion [B, T, M], physics [B, T, P] → [B, T, M].
/// </summary>
/// <remarks>
/// Frame t of the output follows from frames up to t of the inputs. The parts keep the reference's weight names under
/// <c>projector.</c>, <c>motion_ssm.</c> and <c>physics_ssm.</c>, where its checkpoints hold a dictionary each.
/// States: those of <c>motion_ssm</c>, then those of <c>physics_ssm</c>; the transformer carries its keys and values,
/// which grow with the frames.
/// </remarks>
public sealed partial class PhysicsMotionModel : Module<Tensor, Tensor?, Tensor>
{
    private readonly MotionProjector projector;
    private readonly MotionSsm? motion_ssm;
    private readonly PhysicsSsm? physics_ssm;
    private readonly MotionTransformer? transformer;

    /// <summary>A model with random weights from the default generator.</summary>
    /// <param name="options">Its sizes and variant.</param>
    /// <exception cref="ArgumentException">D is not a multiple of the transformer's heads.</exception>
    public PhysicsMotionModel(PhysicsMotionOptions options)
        : base(nameof(PhysicsMotionModel))
    {
        Options = options;
        projector = new MotionProjector(new() { MotionDim = options.MotionDim, Width = options.Mamba.Width });
        if (options.Variant == PhysicsMotionVariant.Transformer)
        {
            transformer = new MotionTransformer(options);
            States = [.. SequenceState.Named(nameof(transformer), transformer.States)];
        }
        else
        {
            motion_ssm = new MotionSsm(options.MotionSsm);
            physics_ssm = new PhysicsSsm(options.PhysicsSsm);
            States =
            [
                .. SequenceState.Named(nameof(motion_ssm), motion_ssm.States),
                .. SequenceState.Named(nameof(physics_ssm), physics_ssm.States),
            ];
        }

        RegisterComponents();
    }

    /// <summary>Its sizes and variant.</summary>
    public PhysicsMotionOptions Options { get; }

    /// <summary>The states that one sample carries, in the order of execution; of the transformer before the first
    /// frame.</summary>
    public IReadOnlyList<GraphSignal> States { get; }

    /// <summary>The map between motion and the width of the layers.</summary>
    public MotionProjector Projector => projector;

    /// <summary>The layers before the physics; null of the transformer.</summary>
    public MotionSsm? MotionSsm => motion_ssm;

    /// <summary>The layer that the physics steers; null of the transformer.</summary>
    public PhysicsSsm? PhysicsSsm => physics_ssm;

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The motion is not [B, T, M] or the physics not [B, T, P], with T from 1, or
    /// of another dtype than the weights.</exception>
    public override Tensor forward(Tensor input1, Tensor? input2)
    {
        Require(input1, input2);
        using var scope = NewDisposeScope();
        return Advance(input1, input2, []).MoveToOuterDisposeScope();
    }

    /// <summary>The state before the first frame.</summary>
    /// <param name="batch">B, from 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">B is less than 1.</exception>
    public SequenceState Start(long batch = 1) => SequenceState.Zeros(States, batch, Frames.WeightOf(this));

    /// <summary>The next frames after those that made a state, which moves on; see
    /// <see cref="SequenceModel.Continue"/>.</summary>
    /// <param name="motion">[B, T, M], T from 1.</param>
    /// <param name="physics">[B, T, P], or null.</param>
    /// <param name="state">From <see cref="Start"/>.</param>
    /// <exception cref="ArgumentException">As of <see cref="forward"/>, or the state is that of another model or
    /// batch.</exception>
    public Tensor Continue(Tensor motion, Tensor? physics, SequenceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Require(motion, physics);
        return state.Advance(States, motion.size(0), tensors => Advance(motion, physics, tensors));
    }

    private Tensor Advance(Tensor motion, Tensor? physics, Span<Tensor> state)
    {
        var x = projector.Encode(motion); // [B, T, D]
        if (transformer is not null)
        {
            return projector.Decode(transformer.Advance(x, physics, state));
        }

        int first = motion_ssm!.States.Count;
        x = motion_ssm.Advance(x, SequenceState.Part(state, 0, first));
        x = physics_ssm!.Advance(x, physics, SequenceState.Part(state, first, state.Length - first));
        return projector.Decode(x);
    }

    private void Require(Tensor motion, Tensor? physics)
    {
        Frames.Require(motion, "M", Options.MotionDim, this);
        Frames.RequireBeside(motion, physics, Options.PhysicsDim);
    }
}
