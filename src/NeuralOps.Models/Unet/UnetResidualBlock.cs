using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>x + <see cref="UnetConvBlock"/>(x). x [B, C, H, W] → [B, C, H, W].</summary>
internal sealed class UnetResidualBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly UnetConvBlock b;

    public UnetResidualBlock(int channels, UnetOptions options)
        : base(nameof(UnetResidualBlock))
    {
        b = new UnetConvBlock(channels, channels, options);
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
