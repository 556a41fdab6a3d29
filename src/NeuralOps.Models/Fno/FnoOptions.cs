namespace NeuralOps.Models;

/// <summary>Options of a <see cref="Fno"/>.</summary>
public sealed record FnoOptions
{
    /// <summary>C_in, at least 1; the coordinates of <see cref="Grid"/> come on top.</summary>
    public int InChannels { get; init => field = AtLeast(1, value, nameof(InChannels)); } = 1;

    /// <summary>C_out, at least 1.</summary>
    public int OutChannels { get; init => field = AtLeast(1, value, nameof(OutChannels)); } = 1;

    /// <summary>D, channels between lifting and projection, at least 1.</summary>
    public int Width { get; init => field = AtLeast(1, value, nameof(Width)); } = 64;

    /// <summary>m_1 .. m_d, frequencies kept along each axis of space, each at least 1; as many as axes, 1 to
    /// 3.</summary>
    public required IReadOnlyList<int> Modes
    {
        get;
        init
        {
            if (value.Count is < 1 or > 3)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(Modes), value.Count, "Expected modes for 1 to 3 axes of space.");
            }

            field = [.. value.Select(modes => AtLeast(1, modes, nameof(Modes)))];
        }
    }

    /// <summary>Fourier layers, at least 1.</summary>
    public int Layers { get; init => field = AtLeast(1, value, nameof(Layers)); } = 4;

    /// <summary>Hidden width of the projection to C_out, at least 1.</summary>
    public int ProjectionWidth { get; init => field = AtLeast(1, value, nameof(ProjectionWidth)); } = 128;

    /// <summary>Nonlinearity between the layers and in the projection.</summary>
    public Activation Activation { get; init; } = Activation.Gelu;

    /// <summary>Whether coordinates, 0 to 1 from the first cell to the last of each axis, are appended to the
    /// input.</summary>
    public bool Grid { get; init; } = true;

    /// <summary>Zeros appended to the last axis, which that of a field that is not periodic wants, from 0.</summary>
    public int Padding { get; init => field = AtLeast(0, value, nameof(Padding)); }

    private static int AtLeast(int least, int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        return value;
    }
}
