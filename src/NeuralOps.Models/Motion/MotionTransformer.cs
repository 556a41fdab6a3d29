using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Causal attention in the place of the state-space layers, of about their number of parameters: sinusoidal positions
/// and a linear map of the physics are added to the motion, layers with norms before their parts follow, and a norm.
/// x [B, L, D], physics [B, L, P] → [B, L, D]. A layer carries <c>keys</c> and <c>values</c> [B, t, D] of all frames
/// before.
/// </summary>
internal sealed class MotionTransformer : Module<Tensor, Tensor?, Tensor>
{
    private const int StatesPerLayer = 2;
    private const double LongestWave = 10000;

    private readonly Linear physics_proj;
    private readonly ModuleList<TransformerLayer> layers;
    private readonly LayerNorm norm;

    /// <summary>One layer for each state-space layer of <see cref="PhysicsMotionVariant.Gated"/>.</summary>
    public MotionTransformer(PhysicsMotionOptions options)
        : base(nameof(MotionTransformer))
    {
        int d = options.Mamba.Width;
        var sizes = new TransformerOptions
        {
            Width = d,
            Heads = options.Heads,
            FeedForward = FeedForward(options),
            Dropout = options.Dropout,
            NormFirst = true,
        };
        physics_proj = Linear(options.PhysicsDim, d);
        layers = ModuleList<TransformerLayer>(
            [.. Enumerable.Range(0, options.Layers + 1).Select(_ => new TransformerLayer(sizes))]);
        norm = LayerNorm(d);
        GraphSignal[] carried = [new("keys", 0, d), new("values", 0, d)];
        States = [.. layers.SelectMany((_, i) => SequenceState.Named($"{nameof(layers)}.{i}", carried))];
        RegisterComponents();
    }

    /// <summary>The states before the first frame.</summary>
    public IReadOnlyList<GraphSignal> States { get; }

    public override Tensor forward(Tensor input1, Tensor? input2) => Advance(input1, input2, []);

    public Tensor Advance(Tensor x, Tensor? physics, Span<Tensor> state)
    {
        (long before, long length) = (state.IsEmpty ? 0 : state[0].size(1), x.size(1));
        x = x + Positions(before, x);
        x = physics is null ? x : x + physics_proj.call(physics);
        var mask = ones(length, before + length, ScalarType.Bool, x.device).tril(before);
        for (int i = 0; i < layers.Count; i++)
        {
            x = layers[i].Advance(x, mask, SequenceState.Part(state, i * StatesPerLayer, StatesPerLayer));
        }

        return norm.call(x);
    }

    // sin and cos of t / 10000^(2i/D), side by side, cut to D: [L, D].
    private static Tensor Positions(long before, Tensor x)
    {
        long half = (x.size(2) + 1) / 2;
        var time = arange(before, before + x.size(1), ScalarType.Float64);
        var rate = (arange(half, ScalarType.Float64) * (-Math.Log(LongestWave) / half)).exp();
        var phase = time.unsqueeze(1) * rate;
        return cat([phase.sin(), phase.cos()], 1).narrow(1, 0, x.size(2)).to(x.device).to(x.dtype);
    }

    // The width at which all layers together have the parameters of the layers they replace.
    private static int FeedForward(PhysicsMotionOptions options)
    {
        (long d, long p, long n) = (options.Mamba.Width, options.PhysicsDim, options.Layers + 1);
        long stateSpace = (n * (options.Mamba.ParameterCount + (2 * d))) + (d * (d + 1)) // MotionSsm and the last layer
            + (2 * d * (p + 1)) + (d * (d + 1)) + (d * ((2 * d) + 1)); // physics, its encoder and the gate
        long rest = (d * (p + 1)) + (2 * d) + (n * ((4 * d * d) + (9 * d)));
        return (int)Math.Max(1, Math.Round((double)(stateSpace - rest) / (n * ((2 * d) + 1))));
    }
}
