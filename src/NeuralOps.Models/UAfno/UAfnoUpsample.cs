using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Twice the resolution, bilinear, joined with the skip, then a <see cref="ConvBlock"/>.
/// (x [B, C, h, w], skip [B, C_s, 2h, 2w]) → [B, C_s, 2h, 2w].</summary>
internal sealed class UAfnoUpsample : Module<Tensor, Tensor, Tensor>
{
    private readonly ConvBlock conv;

    public UAfnoUpsample(int channels, int skipChannels, ConvBlockOptions options)
        : base(nameof(UAfnoUpsample))
    {
        conv = new ConvBlock(channels + skipChannels, skipChannels, options);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor skip)
    {
        using var scope = NewDisposeScope();
        x = functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false);
        return conv.call(cat([x, skip], 1)).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue skip)
    {
        using var scope = graph.Scope(nameof(conv));
        return conv.Export(graph, graph.Concat(1, graph.Resize(x, GraphResizeMode.Linear, 2, 2), skip));
    }
}
