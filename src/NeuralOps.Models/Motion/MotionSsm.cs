using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Layers x ← x + Mamba(N(x)) with layer norms N, then a linear map; no norm at the end.
/// x [B, L, D] → [B, L, D]. Its states are those of its layers, <c>layers.i.conv</c> and <c>layers.i.scan</c>.
/// </summary>
public sealed partial class MotionSsm : SequenceModel
{
    private const int StatesPerLayer = 2;

    private readonly ModuleList<Mamba> layers;
    private readonly ModuleList<LayerNorm> norms;
    private readonly Linear output_proj;

    /// <summary>A network with random weights from the default generator.</summary>
    /// <param name="options">Its layers.</param>
    public MotionSsm(MotionSsmOptions options)
        : base(nameof(MotionSsm))
    {
        Options = options;
        int width = options.Mamba.Width;
        layers = ModuleList<Mamba>([.. Enumerable.Range(0, options.Layers).Select(_ => new Mamba(options.Mamba))]);
        norms = ModuleList<LayerNorm>([.. Enumerable.Range(0, options.Layers).Select(_ => LayerNorm(width))]);
        output_proj = Linear(width, width);
        States = StatesOf(layers);
        RegisterComponents();
    }

    /// <summary>Its layers.</summary>
    public MotionSsmOptions Options { get; }

    /// <inheritdoc/>
    public override int Width => Options.Mamba.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<GraphSignal> States { get; }

    /// <summary>The states of layers in their order.</summary>
    internal static IReadOnlyList<GraphSignal> StatesOf(ModuleList<Mamba> layers) =>
        [.. layers.SelectMany((layer, i) => SequenceState.Named($"{nameof(layers)}.{i}", layer.States))];

    /// <summary>x ← x + layer(norm(x)) for every layer.</summary>
    internal static Tensor Residual(
        ModuleList<Mamba> layers, ModuleList<LayerNorm> norms, Tensor x, Span<Tensor> state)
    {
        for (int i = 0; i < layers.Count; i++)
        {
            var part = SequenceState.Part(state, i * StatesPerLayer, StatesPerLayer);
            x = x + layers[i].Advance(norms[i].call(x), part);
        }

        return x;
    }

    internal override Tensor Advance(Tensor x, Span<Tensor> state) =>
        output_proj.call(Residual(layers, norms, x, state));
}
