using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Consecutive channels of a motion feature vector.</summary>
/// <param name="Start">The first channel.</param>
/// <param name="Length">How many there are.</param>
public readonly record struct MotionSlice(int Start, int Length)
{
    /// <summary>The channel after the last.</summary>
    public int End => Start + Length;

    /// <summary>A view of these channels: features [.., D] → [.., Length].</summary>
    /// <param name="features">Feature vectors, or statistics [D] of them.</param>
    public Tensor Of(Tensor features) => features.narrow(-1, Start, Length);
}
