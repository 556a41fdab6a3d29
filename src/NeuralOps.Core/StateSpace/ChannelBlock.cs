namespace NeuralOps.Core;

/// <summary>As many channels of one sequence of [B, L, E] as a vector has lanes, or fewer at the end.</summary>
internal readonly struct ChannelBlock(nint sample, nint number, nint length, nint channels, int lanes)
{
    /// <summary>The sequence.</summary>
    public readonly nint Sample = sample;

    /// <summary>The block among those of the sequence.</summary>
    public readonly nint Number = number;

    /// <summary>The first channel.</summary>
    public readonly nint Channel = number * lanes;

    /// <summary>The number of channels.</summary>
    public readonly int Count = (int)nint.Min(lanes, channels - (number * lanes));

    /// <summary>Where the channels of a step lie.</summary>
    public nint Row(nint t) => (((Sample * length) + t) * channels) + Channel;
}
