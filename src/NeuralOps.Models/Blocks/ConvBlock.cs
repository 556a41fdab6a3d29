using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>
/// A k×k convolution, normalisation, activation and channel dropout, with the weight names of the operator-agent
/// reference: <c>block.0</c> is the convolution (with a bias only where nothing normalises), <c>block.1</c> the norm.
/// x [B, C_in, H, W] → [B, C_out, ⌈H/stride⌉, ⌈W/stride⌉].
/// </summary>
public sealed class ConvBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private const int MostGroups = 32;

    private readonly ConvBlockOptions options;
    private readonly Sequential block;

    /// <summary>A block with random weights from the default generator.</summary>
    /// <param name="inChannels">C_in.</param>
    /// <param name="outChannels">C_out.</param>
    /// <param name="options">Kernel, stride, norm, activation and dropout.</param>
    public ConvBlock(int inChannels, int outChannels, ConvBlockOptions options)
        : base(nameof(ConvBlock))
    {
        this.options = options;
        var convolution = Conv2d(
            inChannels,
            outChannels,
            options.KernelSize,
            options.Stride,
            options.KernelSize / 2,
            padding_mode: options.PaddingMode,
            bias: options.Normalization == Normalization.None);
        var norm = options.Normalization.Create(outChannels, MostGroups);
        block = norm is null ? Sequential(convolution) : Sequential(convolution, norm);
        RegisterComponents();
    }

    /// <summary>Of the weights.</summary>
    internal ScalarType Dtype => Convolution.weight.dtype;

    private Conv2d Convolution => (Conv2d)block[0];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Run(input, null);

    /// <summary>The block's result and another tensor summed up.</summary>
    internal Tensor Run(Tensor input, Tensor? residual)
    {
        using var scope = NewDisposeScope();
        var x = Convolution.call(input); // [B, C_out, H/stride, W/stride]
        if (options is { Activation: Activation.Gelu, Dropout: 0 } && block is [_, InstanceNorm2d norm])
        {
            return InstanceNormGelu.Apply(x, norm.weight!, norm.bias!, norm.eps, residual).MoveToOuterDisposeScope();
        }

        x = options.Activation.Apply(block.Count == 1 ? x : block[1].call(x));
        x = options.Dropout > 0 ? functional.dropout2d(x, options.Dropout, training) : x;
        return (residual is null ? x : x + residual).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        using var scope = graph.Scope(nameof(block));
        var x = Convolution.Export(graph, "0", input);
        x = block.Count == 1 ? x : ((Module<Tensor, Tensor>)block[1]).Export(graph, "1", x);
        return options.Activation.Export(graph, x);
    }
}
