using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>The two-dimensional counterpart of <see cref="TemporalCnn"/> over the first state.
/// [B, C, H, W] → [B, 28].</summary>
public sealed class InitialCnn : Module<Tensor, Tensor>
{
    /// <summary>The number of features it gives.</summary>
    public const int OutWidth = 28;

    private readonly int channels;
    private readonly Sequential stem;
    private readonly Sequential blocks;
    private readonly Linear head;
    private readonly BatchNorm1d norm;

    /// <summary>An encoder with random weights from the default generator.</summary>
    /// <param name="channels">C, at least 1.</param>
    public InitialCnn(int channels)
        : base(nameof(InitialCnn))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        this.channels = channels;
        stem = Sequential(
            Conv2d(channels, 32, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(32), ReLU(), MaxPool2d(3, 2, 1));
        blocks = Sequential(DownBlock.OverSpace(32, 64), DownBlock.OverSpace(64, 128), DownBlock.OverSpace(128, 256));
        head = Linear(256, OutWidth);
        norm = BatchNorm1d(OutWidth);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, C, H, W].</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.Require(input, "B C H W", [Shape.Any, channels, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        var x = blocks.call(stem.call(input)); // [B, 256, H/32, W/32]
        return norm.call(head.call(x.mean([2, 3]))).MoveToOuterDisposeScope();
    }
}
