using TorchSharp;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="ConvBlock"/> and of the two in a <see cref="ResidualBlock"/>.</summary>
public sealed record ConvBlockOptions
{
    /// <summary>Side of the square kernel, odd, so that the grid keeps its size.</summary>
    public int KernelSize
    {
        get;
        init => field = value > 0 && value % 2 == 1
            ? value
            : throw new ArgumentOutOfRangeException(nameof(KernelSize), value, "Expected an odd kernel size.");
    } = 3;

    /// <summary>Cells from one place of the kernel to the next, at least 1.</summary>
    public int Stride
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Stride));
            field = value;
        }
    } = 1;

    /// <summary>Normalisation after the convolution; <see cref="Normalization.Group"/> has up to 32 groups.</summary>
    public Normalization Normalization { get; init; } = Normalization.Instance;

    /// <summary>Nonlinearity after the normalisation.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>What the convolution reads beyond the border: zeros, reflect, replicate or circular.</summary>
    public PaddingModes PaddingMode { get; init; } = PaddingModes.Zeros;

    /// <summary>Probability in [0, 1) of dropping a channel of the result.</summary>
    public double Dropout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Dropout));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(Dropout));
            field = value;
        }
    }
}
