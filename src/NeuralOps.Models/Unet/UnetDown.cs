using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A level of the descent: convolutions at this resolution, kept as the skip, then half of it.
/// x [B, C, H, W] → ([B, 2C, H/2, W/2], skip [B, 2C, H, W]).</summary>
internal sealed class UnetDown : Module<Tensor, (Tensor X, Tensor Skip)>
{
    private readonly UnetConvBlock block;
    private readonly UnetResidualBlock? res;
    private readonly Module<Tensor, Tensor> down;
    private readonly Downsampling downsampling;

    public UnetDown(int inChannels, int outChannels, UnetOptions options)
        : base(nameof(UnetDown))
    {
        downsampling = options.Downsample;
        block = new UnetConvBlock(inChannels, outChannels, options);
        res = options.UseResidual ? new UnetResidualBlock(outChannels, options) : null;
        down = downsampling switch
        {
            Downsampling.Stride => Convolution(outChannels, 2, options),
            Downsampling.AvgPool => Sequential(AvgPool2d(2), Convolution(outChannels, 1, options)),
            _ => Sequential(MaxPool2d(2), Convolution(outChannels, 1, options)),
        };
        RegisterComponents();
    }

    public override (Tensor X, Tensor Skip) forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var skip = block.call(x); // [B, 2C, H, W]
        skip = res?.call(skip) ?? skip;
        x = down.call(skip); // [B, 2C, H/2, W/2]
        return (x.MoveToOuterDisposeScope(), skip.MoveToOuterDisposeScope());
    }

    public (GraphValue X, GraphValue Skip) Export(GraphBuilder graph, GraphValue x)
    {
        var skip = Within(graph, nameof(block), block, x);
        skip = res is null ? skip : Within(graph, nameof(res), res, skip);
        return (ExportDown(graph, skip), skip);
    }

    private GraphValue ExportDown(GraphBuilder graph, GraphValue skip)
    {
        if (down is Conv2d strided)
        {
            return strided.Export(graph, nameof(down), skip);
        }

        var pooled = downsampling == Downsampling.AvgPool
            ? graph.AveragePool(skip, [2, 2])
            : graph.MaxPool(skip, [2, 2]);
        return ((Conv2d)((Sequential)down)[1]).Export(graph, $"{nameof(down)}.1", pooled);
    }

    private static GraphValue Within(GraphBuilder graph, string name, IOnnxExportable module, GraphValue x)
    {
        using var scope = graph.Scope(name);
        return module.Export(graph, x);
    }

    private static Conv2d Convolution(int channels, int stride, UnetOptions options) =>
        Conv2d(channels, channels, 3, stride: stride, padding: 1, padding_mode: options.PaddingMode);
}
