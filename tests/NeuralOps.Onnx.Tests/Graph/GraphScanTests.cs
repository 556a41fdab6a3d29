using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphScanTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly GraphBuilder graph = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Scan_OverTheMiddleAxis_CarriesItsState()
    {
        using var weight = tensor(new float[] { 10, 100 });
        var x = graph.Input("x", 1, "time", 2);
        var sum = graph.Scan([graph.Input("h", 1, 2)], [x, graph.Mul(x, x)], 1, (body, states, frame) =>
        {
            var next = body.Add(states[0], body.Mul(frame[0], body.Weight("scale", weight)));
            return new(body.Sub(next, frame[1]), next);
        });
        graph.Output("y", sum.Output);
        graph.Output("last", sum.States[0]);

        Assert.Equal("scale", graph.Initializers[0].Name); // a body's weights are the graph's
        using var y = Run([1, 2, 3, 4, 5, 6], 3, [1, 1]);
        Assert.Equal([10, 197, 32, 585, 66, 1165], y[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([91, 1201], y[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Scan_ThatGivesItsStateAsOutput_GivesEveryState()
    {
        var x = graph.Input("x", 1, "time", 2);
        var sum = graph.Scan([graph.Input("h", 1, 2)], [x], 1, (body, states, frame) =>
        {
            var next = body.Add(states[0], frame[0]);
            return new(next, next);
        });
        graph.Output("y", sum.Output);
        graph.Output("last", sum.States[0]);

        using var y = Run([1, 2, 3, 4, 5, 6], 3, [1, 1]);
        Assert.Equal([2, 3, 5, 7, 10, 13], y[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([10, 13], y[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Scan_ThatPassesItsFrameOn_CopiesIt()
    {
        var h = graph.Input("h", 1, 2);
        var same = graph.Scan([h], [graph.Input("x", 1, "time", 2)], 1, (_, states, frame) => new(frame[0], h));
        graph.Output("y", same.Output);
        graph.Output("last", same.States[0]);

        using var y = Run([1, 2, 3, 4], 2, [7, 8]);
        Assert.Equal([1, 2, 3, 4], y[0].GetTensorDataAsSpan<float>().ToArray());
        Assert.Equal([7, 8], y[1].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Value_OfABody_DoesNotLeaveIt()
    {
        var x = graph.Input("x", 1, 4, 2);
        GraphValue? inner = null;
        graph.Scan([], [x], 1, (body, _, frame) => new(inner = body.Relu(frame[0])));

        var error = Assert.Throws<ArgumentException>(() => graph.Relu(inner!));

        Assert.Equal("Expected a value of this graph, got 'Relu_0'. (Parameter 'value')", error.Message);
    }

    [Fact]
    public void Body_WithOperatorOutsideTheCoreSet_IsRefused()
    {
        var x = graph.Input("x", 1, 4, 2);
        graph.Output("y", graph.Scan([], [x], 1, (body, _, frame) => new(body.Node("Gelu", [frame[0]]))).Output);

        var error = Assert.Throws<InvalidOperationException>(
            () => OnnxModelFile.Write(folder.PathOf("model.onnx"), graph));

        Assert.Equal("Expected operators of the core ONNX set 18, got 'Gelu' in node 'Gelu_0'.", error.Message);
    }

    [Fact]
    public void Summary_ListsABodyAfterItsNode()
    {
        using var weight = ones(5);
        var x = graph.Input("x", 1, 4, 5);
        var scan = graph.Scan([], [graph.Sigmoid(x)], 1, (body, _, frame) =>
            new(body.Exp(body.Mul(frame[0], body.Weight("w", weight)))));
        graph.Output("y", graph.Tanh(scan.Output));
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph);

        var summary = OnnxModelFile.ReadSummary(folder.PathOf("model.onnx"));

        Assert.Equal(["Sigmoid", "Scan", "Mul", "Exp", "Tanh", "Identity"], summary.Operators);
        Assert.Equal(5, summary.WeightCount);
    }

    [Fact]
    public void Summary_OfEndlessNesting_Refuses()
    {
        // A graph whose node's attribute holds a graph, and so on.
        byte[] nested = [];
        for (int level = 0; level < 100; level++)
        {
            nested = Field(7 - (level < 99 ? 1 : 0), Field(1, Field(5, nested)));
        }

        string path = folder.PathOf("deep.onnx");
        File.WriteAllBytes(path, nested);

        var error = Assert.Throws<InvalidDataException>(() => OnnxModelFile.ReadSummary(path));

        Assert.StartsWith(
            $"{path}: expected an ONNX model, found more than 32 graphs inside one another at byte ", error.Message,
            StringComparison.Ordinal);
    }

    private static byte[] Field(int number, byte[] content)
    {
        using var bytes = new MemoryStream();
        bytes.WriteByte((byte)((number << 3) | 2));
        int length = content.Length;
        for (; length > 127; length >>= 7)
        {
            bytes.WriteByte((byte)((length & 127) | 128));
        }

        bytes.WriteByte((byte)length);
        return [.. bytes.ToArray(), .. content];
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(float[] x, long length, float[] h)
    {
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph);
        using var session = new InferenceSession(folder.PathOf("model.onnx"));
        using var options = new RunOptions();
        using var frames = OrtValue.CreateTensorValueFromMemory(x, [1, length, 2]);
        using var state = OrtValue.CreateTensorValueFromMemory(h, [1, 2]);
        return session.Run(options, ["x", "h"], [frames, state], ["y", "last"]);
    }
}
