namespace NeuralOps.Models;

/// <summary>How a <see cref="UAfno"/> takes the parameters θ [B, P] of the operator it imitates.</summary>
public sealed record UAfnoConditioning
{
    /// <summary>Where the embedding enters.</summary>
    public ConditioningMode Mode { get; init; } = ConditioningMode.Film;

    /// <summary>P, at least 1.</summary>
    public int Parameters { get; init => field = AtLeastOne(value, nameof(Parameters)); } = 12;

    /// <summary>Hidden width of the embedding's network, at least 1.</summary>
    public int EmbeddingHidden { get; init => field = AtLeastOne(value, nameof(EmbeddingHidden)); } = 128;

    /// <summary>E, width of the embedding, at least 1.</summary>
    public int EmbeddingWidth { get; init => field = AtLeastOne(value, nameof(EmbeddingWidth)); } = 64;

    /// <summary>Probability in [0, 1) of dropping a hidden unit of the embedding's network.</summary>
    public double Dropout
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Dropout));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(Dropout));
            field = value;
        }
    } = 0.1;

    /// <summary>Hidden width of each level's head that makes scales and shifts, at least 1.</summary>
    public int FilmHidden { get; init => field = AtLeastOne(value, nameof(FilmHidden)); } = 128;

    /// <summary>Whether a norm over channels and space follows each scale and shift, which keeps long rollouts from
    /// drifting.</summary>
    public bool PostNorm { get; init; } = true;

    internal bool Concatenates => Mode is ConditioningMode.Concat or ConditioningMode.Both;

    internal bool Modulates => Mode is ConditioningMode.Film or ConditioningMode.Both;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
