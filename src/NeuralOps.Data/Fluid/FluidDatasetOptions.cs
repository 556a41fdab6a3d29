namespace NeuralOps.Data;

/// <summary>Which windows a <see cref="FluidSequenceDataset"/> has and how they are changed.</summary>
public sealed record FluidDatasetOptions
{
    /// <summary>K, frames after t in a window, at least 1.</summary>
    public required int Horizon
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Horizon));
            field = value;
        }
    }

    /// <summary>
    /// Frames between the starts of two windows of an epoch, at least 1; epoch e starts at e mod stride.
    /// </summary>
    public int Stride
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(Stride));
            field = value;
        }
    } = 1;

    /// <summary>Probability in [0, 1] that a window is mirrored along W, its vx negated.</summary>
    public double FlipProbability
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(FlipProbability));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(FlipProbability));
            field = value;
        }
    }

    /// <summary>Which frame's masks go with a step.</summary>
    public MaskTime MaskTime { get; init; } = MaskTime.StepStart;

    /// <summary>What density and velocities are divided by.</summary>
    public FieldScales Scales { get; init; } = FieldScales.One;

    /// <summary>
    /// Whether all sequences are read at once and kept; otherwise <see cref="CachedSequences"/> of them are.
    /// </summary>
    public bool Preload { get; init; } = true;

    /// <summary>
    /// Sequences kept in memory without <see cref="Preload"/>, at least 1; the least recently used one goes first.
    /// </summary>
    public int CachedSequences
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(CachedSequences));
            field = value;
        }
    } = 4;

    /// <summary>
    /// Training windows: stride max(1, round(<paramref name="rolloutStride"/>·K)), mirrored half of the time.
    /// </summary>
    /// <param name="horizon">K, at least 1.</param>
    /// <param name="rolloutStride">Stride as a share of K, in (0, 1].</param>
    public static FluidDatasetOptions Training(int horizon, double rolloutStride = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rolloutStride);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rolloutStride, 1);
        int stride = Math.Max(1, (int)Math.Round(rolloutStride * horizon));
        return new() { Horizon = horizon, Stride = stride, FlipProbability = 0.5 };
    }

    /// <summary>Validation windows: every start, unchanged.</summary>
    /// <param name="horizon">K, at least 1.</param>
    public static FluidDatasetOptions Evaluation(int horizon) => new() { Horizon = horizon };
}
