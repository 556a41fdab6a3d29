using NeuralOps.Onnx;

namespace PhysicsMotion;

/// <summary>The next frame by the exported step graph, its states carried.</summary>
/// <param name="stem">Folder and beginning of the names of the exported files.</param>
internal sealed class OnnxStream(string stem) : IFrameStream
{
    private readonly OnnxRecurrence recurrence = new(stem);

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
