using System.Diagnostics;
using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Benchmarks;

/// <summary>
/// One frame of the physics motion model at its default sizes (251 features, 4 + 1 layers of width 256, 32 states,
/// batch 1), natively and by its step graph in ONNX Runtime, each against the same step in PyTorch on the same
/// libtorch, and each at frame 10,000 against frame 10.
/// </summary>
/// <remarks>
/// Exists because motion is made frame by frame in real time. The peer keeps its states as tensors and works
/// −exp(A_log) out once; all three have the same weights and agree over 1,000 frames, which is checked first. Does not
/// measure sequences, larger batches, or a GPU.
/// </remarks>
internal sealed class MotionStepGate : IDisposable
{
    private const int Frames = 1000;
    private const int Early = 10;
    private const int Late = 10_000;
    private const int Repeats = 200;
    private const double Tolerance = 5e-5;
    private const double FlatLimit = 1.05;

    private readonly string folder = Directory.CreateTempSubdirectory("neuralops-bench-").FullName;
    private readonly PhysicsMotionModel model;
    private readonly Tensor[] inputs; // motion and physics, [1, L, …]
    private readonly Tensor[] frame; // their first frame, [1, 1, …]

    private MotionStepGate()
    {
        manual_seed(0);
        model = new PhysicsMotionModel(new());
        model.eval();
        inputs = [.. model.Inputs.Select(signal => randn([1, Frames, .. signal.Dims]))];
        frame = [.. inputs.Select(input => input.narrow(1, 0, 1).clone())];
        OnnxExporter.Export(model, Stem);
    }

    private string Stem => Path.Combine(folder, "motion");

    /// <summary>The gates, in order.</summary>
    public static IEnumerable<Func<GateResult>> Gates(int rounds) =>
    [
        () => AgainstPytorch("native", gate => gate.Native(), rounds),
        () => AgainstPytorch("ONNX Runtime", gate => gate.InOnnxRuntime(), rounds),
        () => LateAgainstEarly("native", gate => gate.Native(), rounds),
        () => LateAgainstEarly("ONNX Runtime", gate => gate.InOnnxRuntime(), rounds),
    ];

    public void Dispose()
    {
        model.Dispose();
        Array.ForEach([.. inputs, .. frame], input => input.Dispose());
        Directory.Delete(folder, recursive: true);
    }

    private static GateResult AgainstPytorch(
        string name, Func<MotionStepGate, Stepping> stepping, int rounds)
    {
        using var peer = new PytorchPeer(ThreadSettings.Count, "motion_step.py");
        using var quiet = no_grad();
        using var gate = new MotionStepGate();
        gate.RequireAgreement(peer);
        using var ours = stepping(gate);
        return GateResult.Measure(
            $"motion, one frame, {name}", $"PyTorch {peer.Version}", rounds, withinSpread: false,
            () => ours.Seconds(Repeats),
            () => peer.Seconds($"step {Repeats}"));
    }

    private static GateResult LateAgainstEarly(
        string name, Func<MotionStepGate, Stepping> stepping, int rounds)
    {
        using var quiet = no_grad();
        using var gate = new MotionStepGate();
        using var late = stepping(gate);
        late.Seconds(Late);
        return GateResult.Measure(
            string.Create(CultureInfo.InvariantCulture, $"motion, frame {Late:N0}, {name}"), $"frame {Early}", rounds,
            withinSpread: false,
            () => late.Seconds(Repeats),
            () =>
            {
                using var early = stepping(gate);
                early.Seconds(Early);
                return early.Seconds(Repeats);
            }) with
        { Limit = FlatLimit };
    }

    private Stepping Native()
    {
        var state = model.Start();
        return new Stepping(() => model.Continue(frame[0], frame[1], state).Dispose(), state);
    }

    private Stepping InOnnxRuntime()
    {
        var recurrence = new OnnxRecurrence(Stem);
        for (int i = 0; i < frame.Length; i++)
        {
            frame[i].data<float>().ToArray().CopyTo(recurrence.Input(i));
        }

        return new Stepping(() => recurrence.Step(), recurrence);
    }

    // The native sequence, the step graph and the peer over the same frames.
    private void RequireAgreement(PytorchPeer peer)
    {
        using var scope = NewDisposeScope();
        var expected = model.call(inputs[0], inputs[1]);
        double limit = Tolerance * Math.Max(1, expected.abs().max().ToDouble());
        using var recurrence = new OnnxRecurrence(Stem);
        double difference = 0;
        for (int t = 0; t < Frames; t++)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                inputs[i].select(1, t).contiguous().data<float>().ToArray().CopyTo(recurrence.Input(i));
            }

            var found = tensor(recurrence.Step().ToArray(), [1, model.Options.MotionDim]);
            difference = Math.Max(difference, (found - expected.select(1, t)).abs().max().ToDouble());
        }

        string archive = Path.Combine(folder, "motion.npz");
        var arrays = model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value);
        (arrays["motion"], arrays["physics"], arrays["expected"]) = (inputs[0], inputs[1], expected);
        NpzFile.Write(archive, arrays);
        double other = peer.Seconds($"load {archive}");
        if (!(difference <= limit) || !(other <= limit))
        {
            throw new InvalidOperationException(
                $"Expected {Frames} frames within {limit:g3} of the native sequence, found differences of "
                + $"{difference:g3} in ONNX Runtime and {other:g3} in PyTorch.");
        }
    }

    /// <summary>One way of making a frame.</summary>
    private sealed class Stepping(Action step, IDisposable states) : IDisposable
    {
        /// <summary>Seconds a frame, over the next frames.</summary>
        public double Seconds(int count)
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < count; i++)
            {
                step();
            }

            return Stopwatch.GetElapsedTime(begin).TotalSeconds / count;
        }

        public void Dispose() => states.Dispose();
    }
}
