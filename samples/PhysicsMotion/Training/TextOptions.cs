using NeuralOps.Models;
using static NeuralOps.Samples.Bounds;

namespace PhysicsMotion;

/// <summary>One training run of a <see cref="TextToMotionSsm"/>.</summary>
internal sealed record TextOptions : TrainingOptions
{
    /// <summary>Layers of the text's encoder.</summary>
    public int TextLayers { get; init => field = AtLeast(1, value, nameof(TextLayers)); } = 2;

    /// <summary>Inner width of the text's encoder.</summary>
    public int FeedForward { get; init => field = AtLeast(1, value, nameof(FeedForward)); } = 2048;

    /// <summary>The share of the text's encoder that is dropped.</summary>
    public double Dropout { get; init => field = NotBelow0(value, nameof(Dropout)); } = 0.1;

    /// <summary>Whether attention and mean leave the padding of a caption out; the reference does not.</summary>
    public bool MasksPadding { get; init; } = true;

    /// <summary>The weight of the error of the length.</summary>
    public double LambdaLength { get; init => field = NotBelow0(value, nameof(LambdaLength)); } = 0.1;

    /// <summary>The model of a layout and a vocabulary.</summary>
    /// <param name="width">D, the width of the vectors.</param>
    /// <param name="words">V.</param>
    internal TextToMotionOptions ModelOf(int width, int words) => new()
    {
        VocabSize = words,
        TextWidth = DModel,
        MotionDim = width,
        MaxMotionLength = MaxFrames,
        Mamba = new MambaOptions { Width = DModel, StateSize = DState, SharesA = SharesA },
        Layers = NLayers,
        TextLayers = TextLayers,
        FeedForward = FeedForward,
        Dropout = Dropout,
        MasksPadding = MasksPadding,
    };
}
