using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class RecurrentExportTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SessionOptions oneThread = new() { IntraOpNumThreads = 1 };

    private string Stem => folder.PathOf("model");

    public void Dispose()
    {
        oneThread.Dispose();
        folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(RecurrentModels.Names), MemberType = typeof(RecurrentModels))]
    public void Step_ThousandFrames_EqualTheNativeSequence(string name, bool sharesA)
    {
        const int Frames = 1000;
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = RecurrentModels.Create(name, sharesA);
        OnnxExporter.Export(model.Recurrent, Stem);
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        var inputs = model.Inputs(1, Frames);
        using var state = model.Start(1);
        float[] expected = Values(model.Continue(inputs, state));

        float[] frames = Run(recurrence, inputs, Frames);

        Agreement.RequireClose(expected, frames);
        for (int i = 0; i < state.Tensors.Count; i++)
        {
            Agreement.RequireClose(
                Values(state.Tensors[i]), recurrence.State(model.Recurrent.States[i].Name));
        }
    }

    [Theory]
    [MemberData(nameof(RecurrentModels.Names), MemberType = typeof(RecurrentModels))]
    public void Prefill_InPiecesOfAnyLength_ContinuesLikeTheNativeModel(string name, bool sharesA)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = RecurrentModels.Create(name, sharesA);
        OnnxExporter.Export(model.Recurrent, Stem);
        using var recurrence = new OnnxRecurrence(Stem, batch: 3, oneThread);
        using var state = model.Start(3);

        foreach (int length in (int[])[1, 37, 2, 64])
        {
            var inputs = model.Inputs(3, length, seed: (ulong)length);
            float[] expected = Values(model.Continue(inputs, state));
            Agreement.RequireClose(expected, recurrence.Prefill([.. inputs.Select(Values)]));
        }

        for (int i = 0; i < state.Tensors.Count; i++)
        {
            Agreement.RequireClose(
                Values(state.Tensors[i]), recurrence.State(model.Recurrent.States[i].Name));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TextEncoder_OfTextsOfAnyLength_EqualsTheNativeOne(bool masksPadding)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = RecurrentModels.Text(sharesA: false, 50, masksPadding);
        model.eval();
        OnnxExporter.Export(model, folder.PathOf("text.onnx"), graph =>
        {
            var (condition, length) = model.ExportText(
                graph, graph.Input("tokens", Core.GraphElement.Integer64, "batch", "words"));
            graph.Output("condition", condition, "batch", 12);
            graph.Output("length", length, "batch");
        });
        using var session = new InferenceSession(folder.PathOf("text.onnx"), oneThread);
        using var options = new RunOptions();

        foreach (long[] tokens in (long[][])[[2, 3], [2, 9, 28, 3, 0, 0, 0, 0, 0, 0], [0, 0, 4, 5, 6, 0]])
        {
            long[] shape = [2, tokens.Length / 2];
            using var input = OrtValue.CreateTensorValueFromMemory(tokens, shape);
            using var results = session.Run(options, ["tokens"], [input], ["condition", "length"]);
            using var expected = model.Encode(tensor(tokens, shape));
            Agreement.RequireClose(Values(expected.Condition), results[0].GetTensorDataAsSpan<float>());
            Agreement.RequireClose(Values(expected.Length), results[1].GetTensorDataAsSpan<float>());
        }

        var port = Assert.Single(OnnxGraphSidecar.Read(folder.PathOf("text.onnx")).Inputs);
        Assert.Equal(("tokens", "int64"), (port.Name, port.Element));
    }

    [Fact]
    public void Export_WritesSidecarsThatNameStatesAndChannels()
    {
        using var model = RecurrentModels.Create("physics", sharesA: true);
        OnnxExporter.Export(model.Recurrent, Stem, new OnnxGraphOptions
        {
            Channels = new Dictionary<string, IReadOnlyList<string>> { ["physics"] = ["a", "b", "c", "d", "e"] },
            ModelOptions = new JsonObject { ["d_physics"] = 5 },
            Normalization = new Dictionary<string, IReadOnlyList<double>> { ["mean"] = [0.5, -1] },
        });

        var (prefill, step) = (
            OnnxGraphSidecar.Read(Stem + "-prefill.onnx"), OnnxGraphSidecar.Read(Stem + "-step.onnx"));

        Assert.Equal(
            ["model-prefill.onnx", "model-prefill.onnx.json", "model-step.onnx", "model-step.onnx.json"],
            folder.FileNames());
        Assert.Equal(("PhysicsSsm", 18, (long?)null), (step.Model, step.Opset, step.FrameLimit));
        Assert.Equal(["motion [batch, 12] ", "physics [batch, 5] a b c d e"], step.Inputs.Select(Text));
        Assert.Equal(
            ["motion [batch, frames, 12] ", "physics [batch, frames, 5] a b c d e"], prefill.Inputs.Select(Text));
        Assert.Equal(["output [batch, frames, 12] "], prefill.Outputs.Select(Text));
        Assert.Equal(
            [
                "ssm.conv: state.ssm.conv to next.ssm.conv, [3, 24]",
                "ssm.scan: state.ssm.scan to next.ssm.scan, [24, 6]",
            ],
            step.States.Select(s => $"{s.Name}: {s.Input} to {s.Output}, [{string.Join(", ", s.Dims)}]"));
        Assert.Equal((prefill.Sha256, null), (step.PrefillSha256, prefill.PrefillSha256));
        Assert.Equal(5, (int)step.Options!["d_physics"]!);
        Assert.Equal([0.5, -1], step.Normalization["mean"]);

        static string Text(OnnxGraphPort port) =>
            $"{port.Name} [{string.Join(", ", port.Dims)}] {string.Join(" ", port.Channels)}";
    }

    [Fact]
    public void Export_InTrainingMode_Refuses()
    {
        using var model = RecurrentModels.Create("motion", sharesA: false);
        model.Module.modules().First().train();

        var error = Assert.Throws<InvalidOperationException>(() => OnnxExporter.Export(model.Recurrent, Stem));

        Assert.Equal(
            $"Expected MotionSsm in evaluation mode, got its part {model.Module.modules().First().GetType().Name} in "
            + "training mode. Call eval() first.",
            error.Message);
        Assert.Empty(folder.FileNames());
    }

    [Theory]
    [InlineData(
        "physics", 4,
        "Expected one channel name for each place of the last axis of 'physics' [batch, frames, 5], got 4.")]
    [InlineData("speed", 5, "Expected channel names of motion, physics, output, got those of 'speed'.")]
    public void Export_WithChannelNamesThatDoNotFit_Refuses(string port, int count, string message)
    {
        using var model = RecurrentModels.Create("physics", sharesA: false);
        var options = new OnnxGraphOptions
        {
            Channels = new Dictionary<string, IReadOnlyList<string>>
            {
                [port] = [.. Enumerable.Repeat("c", count)],
            },
        };

        var error = Assert.Throws<ArgumentException>(() => OnnxExporter.Export(model.Recurrent, Stem, options));

        Assert.Equal($"{message} (Parameter 'options')", error.Message);
        Assert.Empty(folder.FileNames());
    }

    internal static float[] Values(Tensor x) => x.contiguous().data<float>().ToArray();

    // Every frame of inputs [1, L, D] by itself.
    private static float[] Run(OnnxRecurrence recurrence, Tensor[] inputs, int frames)
    {
        float[][] values = [.. inputs.Select(Values)];
        var results = new List<float>();
        for (int t = 0; t < frames; t++)
        {
            for (int i = 0; i < values.Length; i++)
            {
                int width = values[i].Length / frames;
                values[i].AsSpan(t * width, width).CopyTo(recurrence.Input(i));
            }

            results.AddRange(recurrence.Step());
        }

        return [.. results];
    }
}
