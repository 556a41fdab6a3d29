using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Onnx;

/// <content>Whole sequences.</content>
public sealed partial class OnnxRecurrence
{
    private string PrefillPath => OnnxExporter.PrefillPath(stem);

    private bool HasPrefill => File.Exists(PrefillPath);

    /// <summary>Advances the states by a sequence, which continues what came before.</summary>
    /// <param name="sequences">One array [B, L, …] for each input, in their order, with L from 1.</param>
    /// <returns>The outputs [B, L, …].</returns>
    /// <exception cref="ArgumentException">Another number of arrays, a wrong length, or a value that is not finite.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model has no sequence graph, or counts fewer frames.</exception>
    public float[] Prefill(params float[][] sequences)
    {
        if (prefillSession is null)
        {
            throw new InvalidOperationException(
                $"Expected the sequence graph '{PrefillPath}' beside the step graph, which runs single frames only.");
        }

        int length = RequireSequences(sequences);
        RequireFrames(length);
        PinnedTensor[] buffers = [.. sequences.Select((_, i) => SequenceBuffer(inputPorts[i], length))];
        using var output = SequenceBuffer(outputPort, length);
        using var sequenceBinding = prefillSession.CreateIoBinding();
        try
        {
            for (int i = 0; i < buffers.Length; i++)
            {
                sequences[i].CopyTo(buffers[i].Elements);
                sequenceBinding.BindInput(inputPorts[i].Name, buffers[i].Value);
            }

            BindStates(sequenceBinding, 1 - current);
            sequenceBinding.BindOutput(outputPort.Name, output.Value);
            prefillSession.RunWithBinding(runOptions, sequenceBinding);
        }
        finally
        {
            Array.ForEach(buffers, buffer => buffer.Dispose());
        }

        current = 1 - current;
        FrameCount += length;
        KeepLast(output.Elements, length);
        return output.Elements.ToArray();
    }

    private PinnedTensor SequenceBuffer(OnnxGraphPort port, int length) =>
        new([Batch, length, .. port.Dims.Skip(1).Select(Length)]);

    // So that Output is that of the last frame in either way of running.
    private void KeepLast(ReadOnlySpan<float> frames, int length)
    {
        int width = outputs[current].Elements.Length / Batch;
        for (int i = 0; i < Batch; i++)
        {
            frames.Slice((((i + 1) * length) - 1) * width, width).CopyTo(outputs[current].Elements[(i * width)..]);
        }
    }
}
