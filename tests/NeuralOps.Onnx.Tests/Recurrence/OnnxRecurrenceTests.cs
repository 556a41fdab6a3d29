using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class OnnxRecurrenceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SessionOptions oneThread = new() { IntraOpNumThreads = 1 };

    private string Stem => folder.PathOf("model");

    public void Dispose()
    {
        oneThread.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Prefill_ThenSteps_EqualOneSequence()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var model = RecurrentModels.Create("joint", sharesA: false);
        OnnxExporter.Export(model.Recurrent, Stem);
        using var recurrence = new OnnxRecurrence(Stem, batch: 2, oneThread);
        using var state = model.Start(2);
        var inputs = model.Inputs(2, 40);
        var expected = model.Continue(inputs, state); // [2, 40, 10]

        recurrence.Prefill([.. inputs.Select(x => RecurrentExportTests.Values(x.narrow(1, 0, 25)))]);
        Agreement.RequireClose(RecurrentExportTests.Values(expected.select(1, 24)), recurrence.Output);
        for (int t = 25; t < 40; t++)
        {
            for (int i = 0; i < inputs.Length; i++)
            {
                RecurrentExportTests.Values(inputs[i].select(1, t)).CopyTo(recurrence.Input(i));
            }

            Agreement.RequireClose(RecurrentExportTests.Values(expected.select(1, t)), recurrence.Step());
        }

        Assert.Equal(40, recurrence.FrameCount);
        Assert.True(recurrence.StepsPerSecond > 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Step_AllocatesNothing(int batch)
    {
        Export("mamba");
        using var recurrence = new OnnxRecurrence(Stem, batch, oneThread);
        float[] frame = Random(batch * 12, 1);
        Steps(100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Steps(100);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, allocated);
        Assert.Equal(400, recurrence.FrameCount);

        void Steps(int count)
        {
            for (int t = 0; t < count; t++)
            {
                frame[0] = recurrence.Step(frame)[1];
                recurrence.Input(0)[2] = frame[0];
                recurrence.Step();
            }
        }
    }

    [Fact]
    public void Reset_RepeatsTheRun()
    {
        Export("joint");
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        float[][] first = [.. Run(recurrence)];

        recurrence.Reset();

        Assert.Equal(0, recurrence.FrameCount);
        Assert.Equal(0, recurrence.StepsPerSecond);
        Assert.Equal(first, Run(recurrence));
        Assert.NotEqual(first[0], first[1]); // the same input, another state

        static IEnumerable<float[]> Run(OnnxRecurrence recurrence)
        {
            Random(10, 4).CopyTo(recurrence.Input(0));
            for (int t = 0; t < 5; t++)
            {
                yield return recurrence.Step().ToArray();
            }
        }
    }

    [Fact]
    public void State_WrittenBack_RepeatsTheFramesAfterIt()
    {
        Export("s4");
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        float[] frame = Random(12, 5);
        recurrence.Step(frame);
        float[] state = recurrence.State("state").ToArray();
        float[] once = recurrence.Step(frame).ToArray();

        Assert.NotEqual(once, recurrence.Step(frame).ToArray());
        state.CopyTo(recurrence.State("state"));

        Assert.Equal(once, recurrence.Step(frame).ToArray());
    }

    [Fact]
    public void Output_StaysWhileTheNextStepRuns()
    {
        Export("mamba");
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        var output = recurrence.Step(Random(12, 6));
        float[] copy = output.ToArray();

        Assert.NotEqual(copy, recurrence.Step(Random(12, 7)).ToArray());

        Assert.Equal(copy, output.ToArray());
    }

    [Fact]
    public void Step_PastTheFramesThatTheModelCounts_Refuses()
    {
        using var model = RecurrentModels.Text(sharesA: true, longest: 3);
        model.eval();
        OnnxExporter.Export(model, Stem);
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        float[] condition = Random(12, 8);
        recurrence.Prefill([.. condition, .. condition]);
        recurrence.Step(condition);

        var step = Assert.Throws<InvalidOperationException>(() => recurrence.Step());
        var sequence = Assert.Throws<InvalidOperationException>(() => recurrence.Prefill([.. condition, .. condition]));
        recurrence.Reset();
        recurrence.Step(condition);

        Assert.Equal(
            "Expected at most 3 frames, as TextToMotionSsm counts them, got 4. Call Reset to start again.",
            step.Message);
        Assert.Equal(
            "Expected at most 3 frames, as TextToMotionSsm counts them, got 5. Call Reset to start again.",
            sequence.Message);
    }

    [Fact]
    public void Step_WithBadValues_RefusesAndKeepsTheState()
    {
        Export("joint");
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        recurrence.Step();
        float[] state = recurrence.State("motion_ssm.layers.1.scan").ToArray();
        recurrence.Input(1)[3] = float.NaN;

        var error = Assert.Throws<ArgumentException>(() => recurrence.Step());

        Assert.Equal("Expected finite values, got NaN at place 3 of 'physics' [batch, 5].", error.Message);
        Assert.Equal(state, recurrence.State("motion_ssm.layers.1.scan").ToArray());
        Assert.Equal(1, recurrence.FrameCount);
    }

    [Fact]
    public void Calls_ThatDoNotFitTheModel_Refuse()
    {
        Export("joint");
        using var recurrence = new OnnxRecurrence(Stem, batch: 2, oneThread);
        Export("mamba", "other");
        using var single = new OnnxRecurrence(folder.PathOf("other"), batch: 2, oneThread);

        Assert.Equal(
            "Expected a frame 'x' [batch, 12], 24 values, got 12. (Parameter 'frame')",
            Assert.Throws<ArgumentException>(() => single.Step(new float[12])).Message);
        Assert.Equal(
            "Expected a model with one input, got 'motion', 'physics'. Write each to Input and call Step().",
            Assert.Throws<InvalidOperationException>(() => recurrence.Step(new float[20])).Message);
        Assert.Equal(
            "Expected a sequence for each of the inputs 'motion', 'physics', got 1. (Parameter 'sequences')",
            Assert.Throws<ArgumentException>(() => recurrence.Prefill(new float[20])).Message);
        Assert.Equal(
            "Expected a sequence of 'physics' [batch, 5] of whole frames, as many as of the other inputs, "
            + "10 values each, got 10 values. (Parameter 'sequences')",
            Assert.Throws<ArgumentException>(() => recurrence.Prefill(new float[40], new float[10])).Message);
        Assert.Equal(
            "Expected a sequence of 'x' [batch, 12] of whole frames, as many as of the other inputs, "
            + "24 values each, got 0 values. (Parameter 'sequences')",
            Assert.Throws<ArgumentException>(() => single.Prefill((float[])[])).Message);
        Assert.Equal(
            "Expected one of the states conv, scan, got 'skan'. (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => single.State("skan")[0]).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => single.Input(1)[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new OnnxRecurrence(Stem, batch: 0));
    }

    [Fact]
    public void StepGraph_Alone_StepsButTakesNoSequence()
    {
        Export("mamba");
        File.Delete(Stem + "-prefill.onnx");
        using var recurrence = new OnnxRecurrence(Stem, sessionOptions: oneThread);
        recurrence.Step(Random(12, 1));

        var error = Assert.Throws<InvalidOperationException>(() => recurrence.Prefill(new float[24]));

        Assert.Equal(
            $"Expected the sequence graph '{Stem}-prefill.onnx' beside the step graph, which runs single frames only.",
            error.Message);
    }

    [Fact]
    public void SequenceGraph_OfAnotherExport_Refuses()
    {
        Export("mamba");
        Export("s4", "other");
        File.Copy(folder.PathOf("other-prefill.onnx"), Stem + "-prefill.onnx", overwrite: true);
        File.Copy(folder.PathOf("other-prefill.onnx.json"), Stem + "-prefill.onnx.json", overwrite: true);
        var (made, found) = (OnnxGraphSidecar.Read(Stem + "-step.onnx").PrefillSha256,
            OnnxGraphSidecar.Read(Stem + "-prefill.onnx").Sha256);

        var error = Assert.Throws<InvalidDataException>(() => new OnnxRecurrence(Stem));

        Assert.Equal(
            $"{Stem}-step.onnx.json: expected the sequence graph it was made with, SHA-256 {made}, found {found} in "
            + $"'{Stem}-prefill.onnx'.",
            error.Message);
    }

    [Fact]
    public void Model_ThatCarriesNoState_Refuses()
    {
        using var projector = new Models.MotionProjector(new() { MotionDim = 5, Width = 4 });
        projector.eval();
        OnnxExporter.Export(projector, Stem + "-step.onnx", graph =>
            graph.Output("y", projector.Export(graph, graph.Input("x", "batch", 5)), "batch", 5));

        var error = Assert.Throws<InvalidDataException>(() => new OnnxRecurrence(Stem));

        Assert.Equal(
            $"{Stem}-step.onnx.json: expected the step graph of a recurrent model, found MotionProjector with 0 states "
            + "and 1 outputs.",
            error.Message);
    }

    [Fact]
    public void Model_WithoutSidecar_Refuses()
    {
        Export("mamba");
        File.Delete(Stem + "-step.onnx.json");

        var error = Assert.Throws<FileNotFoundException>(() => new OnnxRecurrence(Stem));

        Assert.Equal(
            $"Expected the model '{Stem}-step.onnx' and its sidecar '{Stem}-step.onnx.json', which an export writes "
            + $"together; '{Stem}-step.onnx.json' is missing.",
            error.Message);
    }

    [Theory]
    [InlineData(
        "\"state.scan\"", "\"state.skan\"",
        "expected the inputs state.conv [-1, 3, 24], state.skan [-1, 24, 6], x [-1, 12], as its sidecar names them, "
        + "found state.conv [-1, 3, 24], state.scan [-1, 24, 6], x [-1, 12].")]
    [InlineData(
        "\"next.conv\"", "\"y\"",
        "expected the outputs next.scan [-1, 24, 6], y [-1, 12], y [-1, 3, 24], as its sidecar names them, "
        + "found next.conv [-1, 3, 24], next.scan [-1, 24, 6], y [-1, 12].")]
    public void Sidecar_ThatTellsOfOtherStates_Refuses(string told, string changed, string message)
    {
        Export("mamba");
        string sidecar = Stem + "-step.onnx.json";
        File.WriteAllText(
            sidecar, File.ReadAllText(sidecar).Replace(told, changed, StringComparison.Ordinal));

        var error = Assert.Throws<InvalidDataException>(() => new OnnxRecurrence(Stem));

        Assert.Equal($"{Stem}-step.onnx: {message}", error.Message);
    }

    [Fact]
    public void Sidecar_WithoutStates_Refuses()
    {
        Export("mamba");
        string sidecar = Stem + "-step.onnx.json";
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(sidecar))!;
        json["states"] = null;
        File.WriteAllText(sidecar, json.ToJsonString());

        var error = Assert.Throws<InvalidDataException>(() => new OnnxRecurrence(Stem));

        Assert.StartsWith($"{sidecar}: expected a sidecar, found: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("'states'", error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static float[] Random(int count, ulong seed)
    {
        using var values = randn(count, generator: new Generator(seed));
        return values.data<float>().ToArray();
    }

    private void Export(string name, string file = "model")
    {
        using var model = RecurrentModels.Create(name, sharesA: false);
        OnnxExporter.Export(model.Recurrent, folder.PathOf(file));
    }
}
