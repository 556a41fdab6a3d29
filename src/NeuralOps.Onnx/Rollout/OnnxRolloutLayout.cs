namespace NeuralOps.Onnx;

/// <summary>Where a step's input channels come from. Every channel has exactly one source.</summary>
public sealed record OnnxRolloutLayout
{
    /// <summary>The fluid model: input d, vx, vz, previous d, emitter, collider; output d, vx, vz.</summary>
    public static OnnxRolloutLayout Fluid { get; } = new()
    {
        Current = [new(0, 0), new(1, 1), new(2, 2)],
        Previous = [new(0, 3)],
        Forcing = [4, 5],
    };

    /// <summary>Output channels fed to the next step.</summary>
    public required IReadOnlyList<OnnxFeedback> Current { get; init; }

    /// <summary>Output channels fed to the step after the next, so that a step sees the state before its own.</summary>
    public IReadOnlyList<OnnxFeedback> Previous { get; init; } = [];

    /// <summary>Input channels that the caller writes: forcing, masks, parameters.</summary>
    public IReadOnlyList<int> Forcing { get; init; } = [];

    internal void Require(int inputChannels, int outputChannels, string modelPath)
    {
        int[] targets = [.. Current.Concat(Previous).Select(f => f.Input), .. Forcing];
        if (!targets.Order().SequenceEqual(Enumerable.Range(0, inputChannels)))
        {
            throw new ArgumentException(
                $"Expected a layout that gives each of the {inputChannels} input channels of '{modelPath}' one source, "
                + $"got sources for [{string.Join(", ", targets)}].");
        }

        foreach (var feedback in Current.Concat(Previous))
        {
            if (feedback.Output < 0 || feedback.Output >= outputChannels)
            {
                throw new ArgumentException(
                    $"Expected a layout of the {outputChannels} output channels of '{modelPath}', "
                    + $"got output channel {feedback.Output}.");
            }
        }
    }
}
