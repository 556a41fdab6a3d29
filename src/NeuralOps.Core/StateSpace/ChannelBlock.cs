namespace NeuralOps.Core;

/// <summary>Up to 16 channels of one sequence of [B, L, E].</summary>
internal readonly struct ChannelBlock(nint sample, nint number, nint length, nint channels)
{
    /// <summary>The sequence.</summary>
    public readonly nint Sample = sample;

    /// <summary>The block among those of the sequence.</summary>
    public readonly nint Number = number;

    /// <summary>The first channel.</summary>
    public readonly nint Channel = number * PartialVector.Lanes;

    /// <summary>The number of channels.</summary>
    public readonly int Count = (int)nint.Min(PartialVector.Lanes, channels - (number * PartialVector.Lanes));

    /// <summary>Where the channels of a step lie.</summary>
    public nint Row(nint t) => (((Sample * length) + t) * channels) + Channel;
}
