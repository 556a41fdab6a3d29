using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>The graphs of a model over time, written and held against the native model.</summary>
/// <param name="Files">The graphs, each with its sidecar.</param>
/// <param name="Prefill">max|difference| / max(1, max|native|) of the sequence graph.</param>
/// <param name="Step">The same of the step graph, frame by frame.</param>
internal sealed record RecurrenceExport(IReadOnlyList<string> Files, double Prefill, double Step)
{
    private const int Samples = 2;
    private const int Frames = 64;

    /// <summary>Whether both graphs are good.</summary>
    public bool Agrees => Prefill <= ExportDifference.Tolerance && Step <= ExportDifference.Tolerance;

    /// <summary>Writes the graphs of a model and runs them on random frames.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stem">Folder and beginning of the files' names.</param>
    public static RecurrenceExport Write(NamedRecurrence model, string stem)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var options = new OnnxGraphOptions { ModelOptions = model.Options };
        OnnxExporter.Export(model.Recurrent, stem, options);
        List<string> files = [$"{stem}-prefill.onnx", $"{stem}-step.onnx"];
        if (model.Module is TextToMotionSsm text)
        {
            files.Add($"{stem}-text.onnx");
            OnnxExporter.Export(text, files[^1], graph => AppendText(text, graph), options);
        }

        int frames = (int)Math.Min(Frames, model.Recurrent.FrameLimit ?? Frames);
        float[][] inputs = [.. model.Recurrent.Inputs.Select(signal => Noise(signal, frames))];
        var shapes = model.Recurrent.Inputs.Select(signal => (long[])[Samples, frames, .. signal.Dims]);
        float[] native = model.Run([.. inputs.Zip(shapes, (values, shape) => tensor(values, shape))])
            .contiguous().data<float>().ToArray();
        using var recurrence = new OnnxRecurrence(stem, Samples);
        double prefill = Difference(native, recurrence.Prefill(inputs));
        recurrence.Reset();
        return new(files, prefill, Difference(native, Steps(recurrence, inputs, frames)));
    }

    private static void AppendText(TextToMotionSsm text, GraphBuilder graph)
    {
        var tokens = graph.Input("tokens", GraphElement.Integer64, "batch", "words");
        var (condition, length) = text.ExportText(graph, tokens);
        graph.Output("condition", condition, "batch", text.Options.Mamba.Width);
        graph.Output("length", length, "batch");
    }

    private static float[] Noise(GraphSignal signal, int frames)
    {
        float[] values = new float[signal.Dims.Aggregate((long)Samples * frames, (count, length) => count * length)];
        new RandomStream(0, signal.Name).FillUniform(values);
        return values;
    }

    // Frame after frame of inputs [B, L, …], as [B, L, …].
    private static float[] Steps(OnnxRecurrence recurrence, float[][] inputs, int frames)
    {
        int width = recurrence.Output.Length / Samples;
        float[] results = new float[Samples * frames * width];
        for (int t = 0; t < frames; t++)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                var frame = recurrence.Input(i);
                Copy(inputs[i], frames, t, frame, 1, 0, frame.Length / Samples);
            }

            Copy(recurrence.Step(), 1, 0, results, frames, t, width);
        }

        return results;
    }

    // Place of each sample of [B, fromLength, width] to a place of [B, toLength, width].
    private static void Copy(
        ReadOnlySpan<float> from, int fromLength, int fromPlace, Span<float> to, int toLength, int toPlace, int width)
    {
        for (int sample = 0; sample < Samples; sample++)
        {
            from.Slice(((sample * fromLength) + fromPlace) * width, width)
                .CopyTo(to[(((sample * toLength) + toPlace) * width)..]);
        }
    }

    private static double Difference(float[] native, float[] other) =>
        native.Zip(other, (a, b) => Math.Abs((double)a - b)).Max() / Math.Max(1, native.Max(Math.Abs));
}
