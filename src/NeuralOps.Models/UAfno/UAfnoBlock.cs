using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A spectral block of the bottleneck: x ← x + S(N(x)), then x ← x + F(N(x)), with S the <see cref="UAfnoMixing"/>,
/// F a feed-forward network over the channels of each cell and N a norm over channels and space.
/// x [B, C, H, W] → [B, C, H, W].
/// </summary>
internal sealed class UAfnoBlock : Module<Tensor, (Tensor Mixed, Tensor Output)>
{
    private readonly Activation activation;
    private readonly GroupNorm norm1;
    private readonly UAfnoMixing spectral;
    private readonly GroupNorm norm2;
    private readonly Sequential mlp;

    public UAfnoBlock(int channels, UAfnoOptions options)
        : base(nameof(UAfnoBlock))
    {
        activation = options.Activation;
        norm1 = (GroupNorm)Normalization.Layer.Create(channels, 1)!;
        spectral = new UAfnoMixing(channels, options.Modes, activation);
        norm2 = (GroupNorm)Normalization.Layer.Create(channels, 1)!;

        // The reference rounds the product with the ratio down.
        int hidden = (int)(channels * ((double)(options.HiddenDim ?? 2 * channels) / channels));
        mlp = Sequential(("0", Conv2d(channels, hidden, 1)), ("3", Conv2d(hidden, channels, 1)));
        RegisterComponents();
    }

    public void TrainAt(long height, long width) => spectral.TrainAt(height, width);

    /// <returns>S(N(x)), and the block's output.</returns>
    public override (Tensor Mixed, Tensor Output) forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var mixed = spectral.call(norm1.call(x));
        x = x + mixed;
        x = x + mlp[1].call(activation.Apply(mlp[0].call(norm2.call(x))));
        return (mixed.MoveToOuterDisposeScope(), x.MoveToOuterDisposeScope());
    }

    public GraphValue Export(GraphBuilder graph, GraphValue x)
    {
        var normalized = norm1.Export(graph, nameof(norm1), x);
        using (graph.Scope(nameof(spectral)))
        {
            x = graph.Add(x, spectral.Export(graph, normalized));
        }

        var hidden = ((Conv2d)mlp[0]).Export(graph, $"{nameof(mlp)}.0", norm2.Export(graph, nameof(norm2), x));
        return graph.Add(
            x, ((Conv2d)mlp[1]).Export(graph, $"{nameof(mlp)}.3", activation.Export(graph, hidden)));
    }
}
