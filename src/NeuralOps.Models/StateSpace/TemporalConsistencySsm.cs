using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>y = x + S(N(x)) with a state-space layer S and a layer norm N, to smooth features over time.
/// x [B, L, D] → [B, L, D]. Its state is that of the layer, <c>ssm.*</c>.</summary>
public sealed partial class TemporalConsistencySsm : SequenceModel
{
    private readonly LayerNorm norm;
    private readonly SequenceModel ssm;

    /// <summary>A block with random weights from the default generator.</summary>
    /// <param name="options">Its layer.</param>
    public TemporalConsistencySsm(TemporalConsistencyOptions options)
        : base(nameof(TemporalConsistencySsm))
    {
        Options = options;
        norm = LayerNorm(options.Mamba.Width);
        ssm = options.Layer == TemporalLayer.Mamba
            ? new Mamba(options.Mamba)
            : new S4Layer(new() { Width = options.Mamba.Width, StateSize = options.Mamba.StateSize });
        States = [.. SequenceState.Named(nameof(ssm), ssm.States)];
        RegisterComponents();
    }

    /// <summary>Its layer.</summary>
    public TemporalConsistencyOptions Options { get; }

    /// <inheritdoc/>
    public override int Width => Options.Mamba.Width;

    /// <inheritdoc/>
    public override IReadOnlyList<GraphSignal> States { get; }

    internal override Tensor Advance(Tensor x, Span<Tensor> state) => x + ssm.Advance(norm.call(x), state);
}
