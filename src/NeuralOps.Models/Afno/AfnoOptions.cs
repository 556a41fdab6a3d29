namespace NeuralOps.Models;

/// <summary>Options of an <see cref="Afno"/>.</summary>
public sealed record AfnoOptions
{
    /// <summary>C_in, at least 1.</summary>
    public int InChannels { get; init => field = AtLeastOne(value, nameof(InChannels)); } = 1;

    /// <summary>C_out, at least 1.</summary>
    public int OutChannels { get; init => field = AtLeastOne(value, nameof(OutChannels)); } = 1;

    /// <summary>H of the grid that the position embedding belongs to, a multiple of the patch.</summary>
    public required int Height { get; init => field = AtLeastOne(value, nameof(Height)); }

    /// <summary>W of the grid that the position embedding belongs to, a multiple of the patch.</summary>
    public required int Width { get; init => field = AtLeastOne(value, nameof(Width)); }

    /// <summary>P, side of a patch in cells, at least 1.</summary>
    public int Patch { get; init => field = AtLeastOne(value, nameof(Patch)); } = 16;

    /// <summary>D, channels of a token, at least 1 and a multiple of <see cref="Blocks"/>.</summary>
    public int Embedding { get; init => field = AtLeastOne(value, nameof(Embedding)); } = 256;

    /// <summary>Layers, at least 1.</summary>
    public int Depth { get; init => field = AtLeastOne(value, nameof(Depth)); } = 4;

    /// <summary>Hidden width of a layer's feed-forward part as a multiple of D, at least 1.</summary>
    public int MlpRatio { get; init => field = AtLeastOne(value, nameof(MlpRatio)); } = 4;

    /// <summary>Blocks on the diagonal of the maps between channels of one frequency, at least 1.</summary>
    public int Blocks { get; init => field = AtLeastOne(value, nameof(Blocks)); } = 16;

    /// <summary>λ, by which the size of each mixed coefficient is lowered, from 0.</summary>
    public double SparsityThreshold
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(SparsityThreshold));
            field = value;
        }
    } = 0.01;

    /// <summary>Share in (0, 1] of the frequencies that is mixed, the lowest of the grid above; below 1 the others
    /// become 0.</summary>
    public double KeptModes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(KeptModes));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(KeptModes));
            field = value;
        }
    } = 1;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
