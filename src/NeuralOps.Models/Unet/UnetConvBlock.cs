using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Twice a 3×3 convolution, normalisation and activation, with dropout between.
/// x [B, C_in, H, W] → [B, C_out, H, W].</summary>
internal sealed class UnetConvBlock : Module<Tensor, Tensor>, IOnnxExportable
{
    private readonly Activation activation;
    private readonly Conv2d c1;
    private readonly Module<Tensor, Tensor>? n1;
    private readonly Dropout2d? drop;
    private readonly Conv2d c2;
    private readonly Module<Tensor, Tensor>? n2;

    public UnetConvBlock(int inChannels, int outChannels, UnetOptions options)
        : base(nameof(UnetConvBlock))
    {
        activation = options.Activation;
        c1 = Convolution(inChannels, outChannels, options);
        n1 = options.Norm.Create(outChannels, options.GroupNormGroups);
        drop = options.Dropout > 0 ? Dropout2d(options.Dropout) : null;
        c2 = Convolution(outChannels, outChannels, options);
        n2 = options.Norm.Create(outChannels, options.GroupNormGroups);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = c1.call(x); // [B, C_out, H, W]
        x = activation.Apply(n1?.call(x) ?? x);
        x = drop?.call(x) ?? x;
        x = c2.call(x);
        return activation.Apply(n2?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    public GraphValue Export(GraphBuilder graph, GraphValue input)
    {
        var x = c1.Export(graph, nameof(c1), input);
        x = activation.Export(graph, n1?.Export(graph, nameof(n1), x) ?? x);
        x = c2.Export(graph, nameof(c2), x);
        return activation.Export(graph, n2?.Export(graph, nameof(n2), x) ?? x);
    }

    private static Conv2d Convolution(int inChannels, int outChannels, UnetOptions options) => Conv2d(
        inChannels,
        outChannels,
        3,
        padding: 1,
        padding_mode: options.PaddingMode,
        bias: options.Norm == Normalization.None);
}
