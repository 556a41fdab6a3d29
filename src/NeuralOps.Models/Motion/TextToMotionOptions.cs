using System.Text.Json.Serialization;

namespace NeuralOps.Models;

/// <summary>Options of a <see cref="TextToMotionSsm"/>; in files under the names of the reference.</summary>
public sealed record TextToMotionOptions
{
    /// <summary>V, words of the vocabulary with its four special ids, at least 4.</summary>
    public required int VocabSize
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 4, nameof(VocabSize));
            field = value;
        }
    }

    /// <summary>Width of a token, at least 1 and a multiple of <see cref="Heads"/>.</summary>
    [JsonPropertyName("text_embed_dim")]
    public int TextWidth { get; init => field = AtLeastOne(value, nameof(TextWidth)); } = 256;

    /// <summary>The longest text in tokens, at least 1.</summary>
    public int MaxTextLength { get; init => field = AtLeastOne(value, nameof(MaxTextLength)); } = 64;

    /// <summary>Layers over the tokens, at least 1.</summary>
    public int TextLayers { get; init => field = AtLeastOne(value, nameof(TextLayers)); } = 2;

    /// <summary>Heads of those layers, at least 1.</summary>
    public int Heads { get; init => field = AtLeastOne(value, nameof(Heads)); } = 4;

    /// <summary>Inner width of those layers, at least 1.</summary>
    public int FeedForward { get; init => field = AtLeastOne(value, nameof(FeedForward)); } = 2048;

    /// <summary>Probability in [0, 1) of dropping a value of those layers.</summary>
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

    /// <summary>Whether padding is left out of attention and mean, so that a text means the same however far it is
    /// padded; the reference, and its checkpoints, take it for words.</summary>
    public bool MasksPadding { get; init; }

    /// <summary>Sizes of each state-space layer.</summary>
    public MambaOptions Mamba { get; init; } = new();

    /// <summary>State-space layers, at least 1.</summary>
    [JsonPropertyName("n_layers")]
    public int Layers { get; init => field = AtLeastOne(value, nameof(Layers)); } = 4;

    /// <summary>M, features of a frame, at least 1.</summary>
    public int MotionDim { get; init => field = AtLeastOne(value, nameof(MotionDim)); } = 251;

    /// <summary>The longest motion in frames, at least 1.</summary>
    public int MaxMotionLength { get; init => field = AtLeastOne(value, nameof(MaxMotionLength)); } = 200;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
