using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A residual block of stride 2: two convolutions 3 with batch norm beside one of 1.
/// [B, C_in, ...] → [B, C_out, .../2].</summary>
internal sealed class DownBlock : Module<Tensor, Tensor>
{
    private readonly Module<Tensor, Tensor> conv1;
    private readonly Module<Tensor, Tensor> bn1;
    private readonly Module<Tensor, Tensor> conv2;
    private readonly Module<Tensor, Tensor> bn2;
    private readonly Sequential downsample;

    private DownBlock(
        Func<int, int, int, Module<Tensor, Tensor>> convolution, Func<Module<Tensor, Tensor>> normalization)
        : base(nameof(DownBlock))
    {
        (conv1, bn1) = (convolution(0, 3, 2), normalization());
        (conv2, bn2) = (convolution(1, 3, 1), normalization());
        downsample = Sequential(convolution(0, 1, 2), normalization());
        RegisterComponents();
    }

    public static DownBlock OverTime(int inChannels, int outChannels) => new(
        (layer, kernel, stride) => Conv1d(
            layer == 0 ? inChannels : outChannels, outChannels, kernel, stride, kernel / 2, bias: false),
        () => BatchNorm1d(outChannels));

    public static DownBlock OverSpace(int inChannels, int outChannels) => new(
        (layer, kernel, stride) => Conv2d(
            layer == 0 ? inChannels : outChannels, outChannels, kernel, stride, kernel / 2, bias: false),
        () => BatchNorm2d(outChannels));

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var x = bn1.call(conv1.call(input)).relu();
        return (bn2.call(conv2.call(x)) + downsample.call(input)).relu().MoveToOuterDisposeScope();
    }
}
