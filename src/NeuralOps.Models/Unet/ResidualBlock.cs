using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>x + <see cref="ConvBlock"/>(x). x [B, C, H, W] → [B, C, H, W].</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly ConvBlock b;

    public ResidualBlock(int channels, UnetOptions options)
        : base(nameof(ResidualBlock))
    {
        b = new ConvBlock(channels, channels, options);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return (x + b.call(x)).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        using var scope = graph.Scope(nameof(b));
        return graph.Add(input, b.Export(graph, input));
    }
}
