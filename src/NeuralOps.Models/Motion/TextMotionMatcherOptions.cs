namespace NeuralOps.Models;

/// <summary>Options of a <see cref="TextMotionMatcher"/>.</summary>
public sealed record TextMotionMatcherOptions
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

    /// <summary>M, features of a frame, at least 1.</summary>
    public int MotionDim { get; init => field = AtLeastOne(value, nameof(MotionDim)); } = 251;

    /// <summary>D, width inside, at least 1.</summary>
    public int Width { get; init => field = AtLeastOne(value, nameof(Width)); } = 128;

    /// <summary>E, width of an embedding, at least 1. A Fréchet distance needs more clips than this.</summary>
    public int EmbeddingDim { get; init => field = AtLeastOne(value, nameof(EmbeddingDim)); } = 64;

    private static int AtLeastOne(int value, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, name);
        return value;
    }
}
