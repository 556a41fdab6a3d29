namespace NeuralOps.Models;

/// <summary>Which families an <see cref="AlignedFeatureExtractor"/> encodes by networks instead of giving them as they
/// are.</summary>
public sealed record FeatureEncoderOptions
{
    /// <summary>Whether 28 learned features of the first state stand beside the INITIAL family.</summary>
    public bool InitialCnn { get; init; }

    /// <summary>Channels of the state that the CNN reads, at least 1.</summary>
    public int InitialChannels
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(InitialChannels));
            field = value;
        }
    } = 1;

    /// <summary>Whether an <see cref="MlpEncoder"/> turns the SUMMARY family into 128 features.</summary>
    public bool EncodesSummary { get; init; }

    /// <summary>Whether a <see cref="TemporalCnn"/> turns the TEMPORAL family into 128 features; its mean over the
    /// steps is taken otherwise.</summary>
    public bool EncodesTemporal { get; init; }

    /// <summary>Dropout of the MLP, in [0, 1).</summary>
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
}
