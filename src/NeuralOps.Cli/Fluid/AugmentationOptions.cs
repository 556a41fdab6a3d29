namespace NeuralOps.Cli;

/// <summary>How training windows are varied.</summary>
public sealed record AugmentationOptions
{
    /// <summary>Whether windows are varied at all.</summary>
    public bool EnableAugmentation { get; init; } = true;

    /// <summary>The probability in [0, 1] that a window is mirrored along x, its vx negated.</summary>
    public double FlipProbability
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(FlipProbability));
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1, nameof(FlipProbability));
            field = value;
        }
    } = 0.5;
}
