namespace NeuralOps.Data;

/// <summary>Which arrays of an NPZ file make a <see cref="FieldDataset"/>, and its windows.</summary>
public sealed record FieldOptions
{
    /// <summary>
    /// Arrays the model steps forward, each [T, H, W] or [T, C, H, W]; their channels follow one another. At least one.
    /// </summary>
    public required IReadOnlyList<string> State
    {
        get;
        init => field = value.Count > 0
            ? value
            : throw new ArgumentException("Expected at least one array.", nameof(State));
    }

    /// <summary>
    /// Arrays the model is given at each step, each [T, H, W], [T, C, H, W] or, the same at all times, [H, W].
    /// </summary>
    public IReadOnlyList<string> Forcing { get; init; } = [];

    /// <summary>Masks, shaped as <see cref="Forcing"/>.</summary>
    public IReadOnlyList<string> Masks { get; init; } = [];

    /// <summary>What an array is divided by, by its name; 1 for those not named.</summary>
    public IReadOnlyDictionary<string, double> Scales { get; init; } = new Dictionary<string, double>();

    /// <summary>L, frames of the state up to t that a window has, at least 1.</summary>
    public int History { get; init => field = AtLeastOne(value, nameof(History)); } = 1;

    /// <summary>K, frames after t that a window has, at least 1.</summary>
    public int Horizon { get; init => field = AtLeastOne(value, nameof(Horizon)); } = 1;

    /// <summary>
    /// Frames between the starts of two windows of an epoch, at least 1; epoch e starts at e mod stride.
    /// </summary>
    public int Stride { get; init => field = AtLeastOne(value, nameof(Stride)); } = 1;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
