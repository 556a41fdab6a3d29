using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A level of the ascent: twice the resolution, joined with the skip, then convolutions.
/// (x [B, C, h, w], skip [B, C, H, W]) → [B, C/2, 2h, 2w].</summary>
/// <remarks>
/// After pooling an odd H is 2h + 1 and the skip is cropped at its centre; after striding it is 2h − 1 and x is.
/// </remarks>
internal sealed class UnetUp : Module<Tensor, Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> up;
    private readonly UnetConvBlock block;
    private readonly UnetResidualBlock? res;
    private readonly bool overshoots;

    public UnetUp(int channels, UnetOptions options)
        : base(nameof(UnetUp))
    {
        overshoots = options.Downsample == Downsampling.Stride;
        up = options.Upsample switch
        {
            Upsampling.Nearest => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Nearest),
            Upsampling.Bilinear => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: false),
            _ => ConvTranspose2d(channels, channels, 2, stride: 2),
        };
        block = new UnetConvBlock(2 * channels, channels / 2, options);
        res = options.UseResidual ? new UnetResidualBlock(channels / 2, options) : null;
        RegisterComponents();
    }

    public override Tensor forward(Tensor x, Tensor skip)
    {
        using var scope = NewDisposeScope();
        x = up.call(x); // [B, C, 2h, 2w]
        x = block.call(cat([Crop(x, skip), Crop(skip, x)], 1)); // [B, C/2, 2h, 2w]
        return (res?.call(x) ?? x).MoveToOuterDisposeScope();
    }

    /// <param name="graph">The graph.</param>
    /// <param name="x">The coarser level.</param>
    /// <param name="skip">The skip.</param>
    /// <param name="crop">Whether a level's lengths may be odd.</param>
    public GraphValue Export(GraphBuilder graph, GraphValue x, GraphValue skip, bool crop)
    {
        x = ExportUp(graph, x);
        if (crop)
        {
            (x, skip) = overshoots ? (graph.CenterCrop(x, skip), skip) : (x, graph.CenterCrop(skip, x));
        }

        using (graph.Scope(nameof(block)))
        {
            x = block.Export(graph, graph.Concat(1, x, skip));
        }

        using var scope = graph.Scope(nameof(res));
        return res?.Export(graph, x) ?? x;
    }

    private GraphValue ExportUp(GraphBuilder graph, GraphValue x) => up switch
    {
        ConvTranspose2d learnt => learnt.Export(graph, nameof(up), x),
        Upsample { mode: UpsampleMode.Nearest } => graph.Resize(x, GraphResizeMode.Nearest, 2, 2),
        _ => graph.Resize(x, GraphResizeMode.Linear, 2, 2),
    };

    private static Tensor Crop(Tensor x, Tensor like)
    {
        for (int axis = 2; axis < 4; axis++)
        {
            long margin = x.size(axis) - like.size(axis);
            x = margin > 0 ? x.narrow(axis, margin / 2, like.size(axis)) : x;
        }

        return x;
    }
}
