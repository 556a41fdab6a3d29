using TorchSharp;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="UAfno"/>; the default is the operator-agent reference's 144,690,337
/// parameters.</summary>
public sealed record UAfnoOptions
{
    /// <summary>C_in, at least 1.</summary>
    public int InChannels { get; init => field = AtLeast(1, value, nameof(InChannels)); } = 1;

    /// <summary>C_out, at least 1.</summary>
    public int OutChannels { get; init => field = AtLeast(1, value, nameof(OutChannels)); } = 1;

    /// <summary>Channels of the stem, at least 1; they double at each level up to eight times as many.</summary>
    public int BaseChannels { get; init => field = AtLeast(1, value, nameof(BaseChannels)); } = 32;

    /// <summary>Levels, each at half the resolution of the one before; from 0.</summary>
    public int EncoderLevels { get; init => field = AtLeast(0, value, nameof(EncoderLevels)); } = 3;

    /// <summary>M, frequencies kept along each axis of the bottleneck, at least 1; a small grid has fewer.</summary>
    public int Modes { get; init => field = AtLeast(1, value, nameof(Modes)); } = 16;

    /// <summary>Spectral blocks of the bottleneck, from 0.</summary>
    public int AfnoBlocks { get; init => field = AtLeast(0, value, nameof(AfnoBlocks)); } = 4;

    /// <summary>Hidden channels of the spectral blocks' feed-forward part; null for twice the bottleneck's.</summary>
    public int? HiddenDim
    {
        get;
        init => field = value is { } width ? AtLeast(1, width, nameof(HiddenDim)) : null;
    }

    /// <summary>Residual blocks per level of encoder and decoder, at least 1.</summary>
    public int BlocksPerLevel { get; init => field = AtLeast(1, value, nameof(BlocksPerLevel)); } = 2;

    /// <summary>Normalisation after the 3×3 convolutions; the spectral blocks always have
    /// <see cref="Normalization.Layer"/>.</summary>
    public Normalization Normalization { get; init; } = Normalization.Instance;

    /// <summary>Nonlinearity everywhere.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>What the 3×3 convolutions read beyond the border: zeros, reflect, replicate or circular.</summary>
    public PaddingModes PaddingMode { get; init; } = PaddingModes.Zeros;

    /// <summary>How parameters of the operator enter; null where the network sees the state alone.</summary>
    public UAfnoConditioning? Conditioning { get; init; }

    internal ConvBlockOptions Convolution => new()
    {
        Normalization = Normalization,
        Activation = Activation,
        PaddingMode = PaddingMode,
    };

    internal int Width(int level) => (int)Math.Min((long)BaseChannels << level, 8L * BaseChannels);

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
