using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class OnnxModelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly GraphBuilder graph = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_ThenReadSummary_ListsWhatIsInside()
    {
        using var weight = randn(4, 3, 1, 1);
        var x = graph.Input("x", "batch", 3, "height", 8);
        graph.Output("y", graph.Gelu(graph.Conv(x, graph.Weight("weight", weight))), "batch", 4, "height", 8);
        var path = folder.PathOf("model.onnx");

        OnnxModelFile.Write(path, graph, new Dictionary<string, string> { ["z"] = "1", ["a"] = "größe" });
        var summary = OnnxModelFile.ReadSummary(path);

        Assert.Equal(["Conv", "Div", "Erf", "Add", "Mul", "Mul", "Identity"], summary.Operators);
        Assert.Equal(new Dictionary<string, long> { [""] = 18 }, summary.Opsets);
        Assert.Equal(12 + 3, summary.WeightCount);
        Assert.Equal("NeuralOps.Onnx", summary.Producer);
        Assert.Matches(@"^\d+\.\d+\.\d+", summary.ProducerVersion);
        Assert.Equal(new Dictionary<string, string> { ["a"] = "größe", ["z"] = "1" }, summary.Metadata);
    }

    [Fact]
    public void Write_ThenOpen_DeclaresShapesAndMetadata()
    {
        var x = graph.Input("x", "batch", 3, "height", 8);
        graph.Output("y", graph.Relu(x), "batch", 3, "height", 8);
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph, new Dictionary<string, string> { ["a"] = "1" });

        using var session = new InferenceSession(folder.PathOf("model.onnx"));

        Assert.Equal([-1, 3, -1, 8], session.InputMetadata["x"].Dimensions);
        Assert.Equal(["batch", "", "height", ""], session.OutputMetadata["y"].SymbolicDimensions);
        Assert.Equal("1", session.ModelMetadata.CustomMetadataMap["a"]);
        Assert.Equal("NeuralOps.Onnx", session.ModelMetadata.ProducerName);
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        graph.Output("y", graph.Clip(graph.Input("x", 1, 3), 0, 1));
        OnnxModelFile.Write(folder.PathOf("a.onnx"), graph);
        OnnxModelFile.Write(folder.PathOf("b.onnx"), graph);

        Assert.Equal(File.ReadAllBytes(folder.PathOf("a.onnx")), File.ReadAllBytes(folder.PathOf("b.onnx")));
    }

    [Fact]
    public void Attributes_OfEveryKind_AreUnderstoodByTheRuntime()
    {
        var value = new GraphTensor("", GraphElement.Real32, [1], BitConverter.GetBytes(2.5f));
        var filled = graph.Node("ConstantOfShape", [graph.Constant(2, 3)], new GraphAttribute("value", value));
        var floats = graph.Node("Constant", [], new GraphAttribute("value_floats", [1f, 2f, 3f]));
        var x = graph.Input("x", 2, 3);
        graph.Output("y", graph.Add(graph.LeakyRelu(graph.Mul(x, filled), 0.5f), floats));
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph);

        using var session = new InferenceSession(folder.PathOf("model.onnx"));
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory<float>([2, 2, 2, -2, -2, -2], [2, 3]);
        using var results = session.Run(options, ["x"], [input], ["y"]);

        Assert.Equal([6, 7, 8, -1.5f, -0.5f, 0.5f], results[0].GetTensorDataAsSpan<float>().ToArray());
    }

    [Fact]
    public void Write_WithoutOutput_Refuses()
    {
        var error = Assert.Throws<InvalidOperationException>(
            () => OnnxModelFile.Write(folder.PathOf("model.onnx"), graph));

        Assert.Equal("Expected a graph with an output, got none.", error.Message);
    }

    [Theory]
    [InlineData("DFT")]
    [InlineData("Gelu")]
    [InlineData("FusedConv")]
    public void Write_WithOperatorOutsideTheCoreSet_Refuses(string opType)
    {
        graph.Output("y", graph.Node(opType, [graph.Input("x", 1, 3)]));

        var error = Assert.Throws<InvalidOperationException>(
            () => OnnxModelFile.Write(folder.PathOf("model.onnx"), graph));

        Assert.Equal(
            $"Expected operators of the core ONNX set 18, got '{opType}' in node '{opType}_0'.", error.Message);
        Assert.Empty(folder.FileNames());
    }

    [Fact]
    public void Write_OfTwoGibibytes_Refuses()
    {
        var part = new GraphTensor("", GraphElement.Real32, [1 << 18], new byte[1 << 20]);
        var sum = graph.Input("x", 1);
        for (var i = 0; i < 2048; i++)
        {
            sum = graph.Add(sum, graph.Node("Constant", [], new GraphAttribute("value", part)));
        }

        graph.Output("y", sum);
        var path = folder.PathOf("model.onnx");

        var error = Assert.Throws<InvalidOperationException>(() => OnnxModelFile.Write(path, graph));

        Assert.Matches(
            $@"^Expected a model below 2 GiB, the limit of one ONNX file, got 2147\d{{6}} bytes for '{path}'\.$",
            error.Message);
        Assert.Empty(folder.FileNames());
    }

    [Fact]
    public void ReadSummary_OfEveryTruncation_RefusesOrReads()
    {
        graph.Output("y", graph.Gelu(graph.Input("x", "batch", 3)));
        OnnxModelFile.Write(folder.PathOf("whole.onnx"), graph);
        var bytes = File.ReadAllBytes(folder.PathOf("whole.onnx"));
        var path = folder.PathOf("part.onnx");

        for (var length = 0; length < bytes.Length - 20; length++)
        {
            File.WriteAllBytes(path, bytes[..length]);
            Assert.Throws<InvalidDataException>(() => OnnxModelFile.ReadSummary(path));
        }
    }

    [Fact]
    public void ReadSummary_OfAnotherFile_Refuses()
    {
        var path = folder.PathOf("notes.txt");
        File.WriteAllText(path, "not a model");

        var error = Assert.Throws<InvalidDataException>(() => OnnxModelFile.ReadSummary(path));

        Assert.Equal($"{path}: expected an ONNX model, found wire type 6 at byte 1.", error.Message);
    }

    [Fact]
    public void ReadSummary_OfDamagedBytes_NeverCrashes()
    {
        graph.Output("y", graph.Gelu(graph.Input("x", "batch", 3)));
        OnnxModelFile.Write(folder.PathOf("whole.onnx"), graph);
        var bytes = File.ReadAllBytes(folder.PathOf("whole.onnx"));
        var path = folder.PathOf("damaged.onnx");
        for (var i = 0; i < bytes.Length; i++)
        {
            var damaged = (byte[])bytes.Clone();
            damaged[i] ^= 0xff;
            File.WriteAllBytes(path, damaged);
            var error = Record.Exception(() => OnnxModelFile.ReadSummary(path));
            Assert.True(error is null or InvalidDataException, error?.ToString());
        }
    }
}
