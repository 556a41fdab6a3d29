using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>A one-dimensional residual network (He et al. 2015, arXiv:1512.03385) over the steps of a trajectory's
/// features: convolution 7 of stride 2 to 32 channels, batch norm, ReLU, maximum pooling 3 of stride 2, residual blocks
/// of stride 2 to 64, 128 and 256, mean over time, Linear 128, batch norm. [B, T, D] → [B, 128], T ≥ 1.</summary>
public sealed class TemporalCnn : Module<Tensor, Tensor>
{
    /// <summary>The number of features it gives.</summary>
    public const int OutWidth = 128;

    private readonly int width;
    private readonly Sequential stem;
    private readonly Sequential blocks;
    private readonly Linear head;
    private readonly BatchNorm1d norm;

    /// <summary>An encoder with random weights from the default generator.</summary>
    /// <param name="width">D, at least 1.</param>
    public TemporalCnn(int width)
        : base(nameof(TemporalCnn))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        this.width = width;
        stem = Sequential(
            Conv1d(width, 32, 7, stride: 2, padding: 3, bias: false), BatchNorm1d(32), ReLU(), MaxPool1d(3, 2, 1));
        blocks = Sequential(DownBlock.OverTime(32, 64), DownBlock.OverTime(64, 128), DownBlock.OverTime(128, 256));
        head = Linear(256, OutWidth);
        norm = BatchNorm1d(OutWidth);
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, T, D].</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.Require(input, "B T D", [Shape.Any, Shape.Any, width]);
        using var scope = NewDisposeScope();
        var x = blocks.call(stem.call(input.transpose(1, 2))); // [B, 256, T/32]
        return norm.call(head.call(x.mean([2]))).MoveToOuterDisposeScope();
    }
}
