using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A <see cref="ConvBlock"/> of stride 2 under the reference's name.
/// x [B, C, H, W] → [B, C, H/2, W/2].</summary>
internal sealed class UAfnoDownsample : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly ConvBlock downsample;

    public UAfnoDownsample(int channels, ConvBlockOptions options)
        : base(nameof(UAfnoDownsample))
    {
        downsample = new ConvBlock(channels, channels, options with { Stride = 2 });
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) => downsample.call(input);

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        using var scope = graph.Scope(nameof(downsample));
        return downsample.Export(graph, input);
    }
}
