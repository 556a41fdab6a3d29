using System.Text.Json.Serialization;
using TorchSharp;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="Unet"/>; in files the names of the reference's architecture files, so
/// <see cref="Activation"/> is <c>act</c>.</summary>
public sealed record UnetOptions
{
    /// <summary>16 channels, depth 2, batch norm: 364,163 parameters.</summary>
    public static UnetOptions Small { get; } = new()
    {
        BaseChannels = 16,
        Depth = 2,
        Norm = Normalization.Batch,
        Activation = Activation.Gelu,
        Downsample = Downsampling.AvgPool,
        UseResidual = true,
    };

    /// <summary>20 channels, depth 3, instance norm: 2,356,243 parameters.</summary>
    public static UnetOptions SmallMedium { get; } = new()
    {
        BaseChannels = 20,
        Depth = 3,
        Norm = Normalization.Instance,
        Activation = Activation.Gelu,
        Upsample = Upsampling.Bilinear,
        Downsample = Downsampling.AvgPool,
        PaddingMode = PaddingModes.Replicate,
        UseResidual = true,
    };

    /// <summary>32 channels, depth 3, instance norm, strided, dropout 0.1: 6,026,755 parameters.</summary>
    public static UnetOptions Medium { get; } = SmallMedium with
    {
        BaseChannels = 32,
        Downsample = Downsampling.Stride,
        Dropout = 0.1,
    };

    /// <summary>48 channels, depth 4, instance norm: 54,705,411 parameters.</summary>
    public static UnetOptions Large { get; } = SmallMedium with { BaseChannels = 48, Depth = 4 };

    /// <summary>C_in, at least 1.</summary>
    public int InChannels { get; init => field = AtLeastOne(value, nameof(InChannels)); } = 6;

    /// <summary>C_out, at least 1.</summary>
    public int OutChannels { get; init => field = AtLeastOne(value, nameof(OutChannels)); } = 3;

    /// <summary>Channels of the stem, at least 1; they double at each level.</summary>
    public int BaseChannels { get; init => field = AtLeastOne(value, nameof(BaseChannels)); } = 32;

    /// <summary>Number of levels, each at half the resolution of the one before, at least 1.</summary>
    public int Depth { get; init => field = AtLeastOne(value, nameof(Depth)); } = 2;

    /// <summary>Normalisation after each 3×3 convolution of a block.</summary>
    public Normalization Norm { get; init; } = Normalization.Group;

    /// <summary>Nonlinearity after each normalisation.</summary>
    [JsonPropertyName("act")]
    public Activation Activation { get; init; } = Activation.Silu;

    /// <summary>Groups of <see cref="Normalization.Group"/>, at least 1; lowered until they divide the
    /// channels.</summary>
    public int GroupNormGroups { get; init => field = AtLeastOne(value, nameof(GroupNormGroups)); } = 8;

    /// <summary>Probability in [0, 1) of dropping a channel between the two convolutions of a block.</summary>
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

    /// <summary>How a level's resolution is doubled.</summary>
    public Upsampling Upsample { get; init; } = Upsampling.Nearest;

    /// <summary>How a level's resolution is halved.</summary>
    public Downsampling Downsample { get; init; } = Downsampling.Stride;

    /// <summary>What the 3×3 convolutions read beyond the border: zeros, reflect, replicate or circular.</summary>
    public PaddingModes PaddingMode
    {
        get;
        init => field = value is >= PaddingModes.Zeros and <= PaddingModes.Circular
            ? value
            : throw new ArgumentOutOfRangeException(
                nameof(PaddingMode), value, "Expected Zeros, Reflect, Replicate or Circular.");
    } = PaddingModes.Zeros;

    /// <summary>Whether a residual block follows the convolutions of each level; the bottleneck's always are.</summary>
    public bool UseResidual { get; init; }

    /// <summary>Residual blocks at the coarsest resolution, from 0.</summary>
    public int BottleneckBlocks
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(BottleneckBlocks));
            field = value;
        }
    } = 1;

    /// <summary>How the output is kept in its range.</summary>
    public OutputActivation OutputActivation { get; init; } = OutputActivation.LinearClamp;

    /// <summary>Whether the head starts at zero, so that an untrained network adds nothing to a state.</summary>
    public bool ZeroHead { get; init; }

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
