namespace NeuralOps.Models;

/// <summary>Options of a <see cref="VectorQuantizer"/>.</summary>
public sealed record VectorQuantizerOptions
{
    /// <summary>Number K of codes, at least 1.</summary>
    public required int NumEmbeddings { get; init => field = AtLeastOne(value, nameof(NumEmbeddings)); }

    /// <summary>Length D of a code, at least 1.</summary>
    public required int EmbeddingDim { get; init => field = AtLeastOne(value, nameof(EmbeddingDim)); }

    /// <summary>Weight from 0 of the loss term that pulls codes to their vectors; the term that pulls the vectors to
    /// their codes has weight 1.</summary>
    public double CommitmentCost
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(CommitmentCost));
            field = value;
        }
    } = 0.25;

    /// <summary>Share in [0, 1) of the old running averages that a training step keeps.</summary>
    public double Decay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(Decay));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1, nameof(Decay));
            field = value;
        }
    } = 0.99;

    /// <summary>Smoothing ε of the running counts, positive.</summary>
    public double Epsilon
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value, nameof(Epsilon));
            field = value;
        }
    } = 1e-5;

    /// <summary>What the running counts start from.</summary>
    public EmaStart EmaStart { get; init; } = EmaStart.One;

    /// <summary>Whether gradients pass through the rotation and scaling that take a vector to its code (Fifty et al.
    /// 2024, arXiv:2410.06424), instead of unchanged.</summary>
    public bool RotationTrick { get; init; }

    /// <summary>The axis that holds the vectors.</summary>
    public VectorAxis Axis { get; init; } = VectorAxis.Last;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
