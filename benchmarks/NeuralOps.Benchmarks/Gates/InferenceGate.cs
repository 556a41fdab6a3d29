using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Onnx;

namespace NeuralOps.Benchmarks;

/// <summary>
/// One forward pass at 128² in ONNX Runtime of our export, against torch.onnx.export of the same network with the same
/// weights: the same runtime, session options and binding for both.
/// </summary>
/// <remarks>
/// Exists because the graph decides what the runtime can fuse. Does not measure ONNX Runtime itself, our binding, other
/// providers than the CPU, or grids whose size is free in the model.
/// </remarks>
internal sealed class InferenceGate : IDisposable
{
    private const int Size = 128;

    // Of max(1, max|y|): float32 noise of the largest preset is about 1e-5.
    private const double Tolerance = 5e-5;

    private readonly InferenceSession session;
    private readonly OrtIoBinding binding;
    private readonly RunOptions options = new();
    private readonly OrtValue input;
    private readonly OrtValue output;
    private readonly float[] values = new float[3 * Size * Size];

    private InferenceGate(string path, float[] x)
    {
        using var settings = new SessionOptions { IntraOpNumThreads = ThreadSettings.Count };
        session = new InferenceSession(path, settings);
        binding = session.CreateIoBinding();
        input = OrtValue.CreateTensorValueFromMemory(x, [1, 6, Size, Size]);
        output = OrtValue.CreateTensorValueFromMemory(values, [1, 3, Size, Size]);
        binding.BindInput("input", input);
        binding.BindOutput("output", output);
    }

    public static GateResult Measure(PytorchPeer peer, string name, UnetOptions preset, int rounds)
    {
        string folder = Directory.CreateTempSubdirectory("neuralops-bench-").FullName;
        try
        {
            string theirPath = Path.Combine(folder, "theirs.onnx");
            string ourPath = Path.Combine(folder, "ours.onnx");
            peer.Ask($"export {name} {Size} {theirPath}");
            Export(preset, theirPath + ".pt", ourPath);
            var random = new RandomStream(0, "input");
            float[] x = [.. Enumerable.Range(0, 6 * Size * Size).Select(_ => (float)random.NextDouble())];
            using var ours = new InferenceGate(ourPath, x);
            using var theirs = new InferenceGate(theirPath, x);
            RequireEqual(ours, theirs, name);
            int repeats = preset == UnetOptions.Small ? 20 : 5;
            return GateResult.Measure(
                $"inference, {name}", $"torch.onnx.export {peer.Version}", rounds, withinSpread: true,
                () => ours.Seconds(repeats), () => theirs.Seconds(repeats));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        binding.Dispose();
        input.Dispose();
        output.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private static void Export(UnetOptions preset, string weights, string path)
    {
        using var network = new Unet(preset);
        Weights.Load(network, weights);
        network.eval();
        OnnxExporter.Export(network, path, new OnnxExportOptions
        {
            InputDims = [1, 6, Size, Size],
            InputChannels = ["d", "vx", "vz", "previous d", "emitter", "collider"],
            OutputChannels = ["d", "vx", "vz"],
        });
    }

    private static void RequireEqual(InferenceGate ours, InferenceGate theirs, string name)
    {
        ours.Seconds(1);
        theirs.Seconds(1);
        double difference = ours.values.Zip(theirs.values, (a, b) => Math.Abs((double)a - b)).Max();
        double scale = Math.Max(1, theirs.values.Max(Math.Abs));
        if (!(difference <= Tolerance * scale))
        {
            throw new InvalidOperationException(
                $"Expected the same output of both exports of {name} within {Tolerance * scale}, found a difference "
                + $"of {difference}.");
        }
    }

    private double Seconds(int repeats)
    {
        long begin = Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++)
        {
            session.RunWithBinding(options, binding);
        }

        return Stopwatch.GetElapsedTime(begin).TotalSeconds / repeats;
    }
}
