using NeuralOps.Core;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models;

/// <summary>Turns a row of features into 128: Linear 512, Linear 256, each with batch norm, ReLU and dropout, then
/// Linear 128 and batch norm. [B, D] → [B, 128].</summary>
public sealed class MlpEncoder : Module<Tensor, Tensor>
{
    /// <summary>The number of features it gives.</summary>
    public const int OutWidth = 128;

    private static readonly int[] Hidden = [512, 256];
    private readonly int width;
    private readonly Sequential network;

    /// <summary>An encoder with random weights from the default generator.</summary>
    /// <param name="width">D, at least 1.</param>
    /// <param name="dropout">In [0, 1).</param>
    public MlpEncoder(int width, double dropout = 0.1)
        : base(nameof(MlpEncoder))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        this.width = width;
        network = Sequential(
            Linear(width, Hidden[0]),
            BatchNorm1d(Hidden[0]),
            ReLU(),
            Dropout(dropout),
            Linear(Hidden[0], Hidden[1]),
            BatchNorm1d(Hidden[1]),
            ReLU(),
            Dropout(dropout),
            Linear(Hidden[1], OutWidth),
            BatchNorm1d(OutWidth));
        RegisterComponents();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">x is not [B, D].</exception>
    public override Tensor forward(Tensor input)
    {
        Shape.Require(input, "B D", [Shape.Any, width]);
        return network.call(input);
    }
}
