using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>How joints become feature vectors.</summary>
public sealed record MotionFeatureOptions
{
    /// <summary>
    /// The body that all clips take: bones of its lengths, the path scaled by the ratio of leg lengths. Null keeps
    /// each clip's own joints, also where bones change their length.
    /// </summary>
    public MotionSkeleton? Target { get; init; }

    /// <summary>
    /// A foot stands where its squared step to the next frame is below this, in the square of the joints' unit. Null,
    /// for joints in metres, is a speed of 0.89 m/s at any frame rate, which is HumanML3D's 0.002 m² at 20 frames a
    /// second. KIT's published vectors take 0.05 mm².
    /// </summary>
    public double? FootThreshold
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value ?? 1, nameof(FootThreshold));
            field = value;
        }
    }

    /// <summary>How a clip begins; null as the layout's published clips do.</summary>
    public MotionHeading? Heading { get; init; }

    /// <summary>Which way the heading turns.</summary>
    public HeadingTurn Turn { get; init; }
}
