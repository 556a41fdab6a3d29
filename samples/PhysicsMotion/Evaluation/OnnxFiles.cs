using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Writes models as a prefill graph and a step graph and runs them beside the native ones.</summary>
internal static class OnnxFiles
{
    /// <summary>The largest difference of a good export, relative to max(1, max|native|).</summary>
    public const double Tolerance = 1e-4;

    private const int Frames = 1000;

    /// <summary>A model of motion under physics.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="stem">Folder and beginning of the files' names.</param>
    /// <returns>The differences over 1,000 frames, by graph.</returns>
    public static IReadOnlyDictionary<string, double> Write(TrainedPhysics trained, string stem)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        OnnxExporter.Export(trained.Model, stem, Options(trained.Context));
        Tensor motion = Noise("motion", Frames, trained.Context.Width);
        Tensor physics = Noise("physics", Frames, trained.Model.Options.PhysicsDim);
        return Compare(stem, trained.Model.call(motion, physics), motion, physics);
    }

    /// <summary>A model of motion from text: <c>stem-text.onnx</c> makes of tokens a condition and a length, the
    /// other two of conditions frames.</summary>
    public static IReadOnlyDictionary<string, double> Write(TrainedText trained, string stem)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        TextToMotionSsm model = trained.Model;
        OnnxExporter.Export(model, stem, Options(trained.Context));
        OnnxExporter.Export(model, stem + "-text.onnx", graph =>
        {
            GraphValue tokens = graph.Input("tokens", GraphElement.Integer64, "batch", model.Options.MaxTextLength);
            (GraphValue condition, GraphValue length) = model.ExportText(graph, tokens);
            graph.Output("condition", condition, "batch", model.Options.Mamba.Width);
            graph.Output("length", length, "batch");
        });
        int frames = Math.Min(Frames, model.Options.MaxMotionLength);
        Tensor conditions = Noise("condition", 1, model.Options.Mamba.Width).expand(-1, frames, -1);
        using SequenceState state = model.Start();
        return Compare(stem, model.Continue(conditions, state), conditions);
    }

    private static OnnxGraphOptions Options(MotionContext context) => new()
    {
        Normalization = new Dictionary<string, IReadOnlyList<double>>
        {
            ["mean"] = [.. context.Mean.Select(x => (double)x)],
            ["std"] = [.. context.Std.Select(x => (double)x)],
            ["physics_mean"] = [.. context.PhysicsMean.Select(x => (double)x)],
            ["physics_std"] = [.. context.PhysicsStd.Select(x => (double)x)],
        },
    };

    private static Dictionary<string, double> Compare(string stem, Tensor native, params Tensor[] inputs)
    {
        using var recurrence = new OnnxRecurrence(stem);
        int used = recurrence.Sidecar.Inputs.Count;
        float[][] given = [.. inputs.Take(used).Select(Skeletons.Numbers)];
        float[] truth = Skeletons.Numbers(native);
        float[] prefill = recurrence.Prefill(given);
        recurrence.Reset();
        float[] steps = new float[truth.Length];
        int frames = (int)native.size(1);
        for (int t = 0; t < frames; t++)
        {
            for (int i = 0; i < used; i++)
            {
                int width = given[i].Length / frames;
                given[i].AsSpan(t * width, width).CopyTo(recurrence.Input(i));
            }

            recurrence.Step().CopyTo(steps.AsSpan(t * (truth.Length / frames)));
        }

        return new Dictionary<string, double> { ["prefill"] = Worst(prefill), ["step"] = Worst(steps) };

        double Worst(float[] values) =>
            values.Zip(truth, (a, b) => Math.Abs((double)a - b)).Max() / Math.Max(1, truth.Max(Math.Abs));
    }

    private static Tensor Noise(string name, int frames, int width)
    {
        float[] values = new float[frames * width];
        new RandomStream(0, name).FillNormal(values);
        return tensor(values, [1, frames, width]);
    }
}
