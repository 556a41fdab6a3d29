using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// Two <see cref="ConvBlock"/>s beside the identity (a 1×1 convolution without bias where the channels change), with
/// nothing after the sum. Weight names <c>blocks.0</c>, <c>blocks.1</c>, <c>projection</c>.
/// x [B, C_in, H, W] → [B, C_out, H, W].
/// </summary>
public sealed class ResidualBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly ModuleList<ConvBlock> blocks;
    private readonly Conv2d? projection;

    /// <summary>A block with random weights from the default generator.</summary>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="options">Of both convolutions; the stride is 1.</param>
    /// <exception cref="ArgumentException">The stride is not 1.</exception>
    public ResidualBlock(int inChannels, int outChannels, ConvBlockOptions options)
        : base(nameof(ResidualBlock))
    {
        if (options.Stride != 1)
        {
            throw new ArgumentException($"Expected stride 1, got {options.Stride}.", nameof(options));
        }

        blocks = ModuleList<ConvBlock>(
            new ConvBlock(inChannels, outChannels, options), new ConvBlock(outChannels, outChannels, options));
        projection = inChannels == outChannels ? null : Conv2d(inChannels, outChannels, 1, bias: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = blocks[0].call(input); // [B, C_out, H, W]
        return blocks[1].Run(x, projection?.call(input) ?? input).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = input;
        for (int i = 0; i < blocks.Count; i++)
        {
            using var scope = graph.Scope($"{nameof(blocks)}.{i}");
            x = blocks[i].Export(graph, x);
        }

        return graph.Add(x, projection?.Export(graph, nameof(projection), input) ?? input);
    }
}
