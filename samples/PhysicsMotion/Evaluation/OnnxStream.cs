using NeuralOps.Models;
using NeuralOps.Onnx;

namespace PhysicsMotion;

/// <summary>The next frame by the exported step graph, its states carried.</summary>
internal sealed class OnnxStream : IFrameStream
{
    private readonly OnnxRecurrence recurrence;

    /// <summary>Loads an export.</summary>
    /// <param name="stem">Folder and beginning of the names of the exported files.</param>
    /// <param name="width">D, the width of the vectors.</param>
    public OnnxStream(string stem, int width)
    {
        recurrence = new OnnxRecurrence(stem);
        if (recurrence.Sidecar.Model != nameof(PhysicsMotionModel) || recurrence.Output.Length != width)
        {
            (string model, int found) = (recurrence.Sidecar.Model, recurrence.Output.Length);
            recurrence.Dispose();
            throw new InvalidDataException(
                $"{stem}: expected an export of {nameof(PhysicsMotionModel)} with {width} channels, found {model} "
                + $"with {found}.");
        }
    }

    public string Name => "onnx";

    public void Next(ReadOnlySpan<float> frame, ReadOnlySpan<float> physics, Span<float> answer)
    {
        frame.CopyTo(recurrence.Input(0));
        if (recurrence.Sidecar.Inputs.Count > 1)
        {
            physics.CopyTo(recurrence.Input(1));
        }

        recurrence.Step().CopyTo(answer);
    }

    public void Dispose() => recurrence.Dispose();
}
