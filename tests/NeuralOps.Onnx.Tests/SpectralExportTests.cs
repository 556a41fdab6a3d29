using System.Text;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

/// <summary>Spectral layers as matrix products: one graph for every grid.</summary>
public class SpectralExportTests
{
    public static TheoryData<long[], long[]> Layouts => new()
    {
        { [2, 3, 40], [9] },
        { [3, 2, 16, 24], [5, 6] },
        { [1, 2, 7, 9], [6, 12] },
        { [2, 2, 6, 8, 10], [2, 3, 4] },
        { [1, 2, 5, 3, 4], [4, 4, 4] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SpectralConv_OnAnyGrid_AgreesWithNative(long[] shape, long[] modes)
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralConv(shape[1], 4, modes);

        Agreement.Require(layer.call, layer.Export, shape);
    }

    [Theory]
    [InlineData(FourierScaling.Backward, 8, 8)]
    [InlineData(FourierScaling.Orthonormal, 8, 8)]
    [InlineData(FourierScaling.Orthonormal, 13, 20)]
    public void NonNegativeRows_AgreeWithNative(FourierScaling scaling, long height, long width)
    {
        using var scope = NewDisposeScope();
        Tensor real = randn([3, 2, 16, 6]), imaginary = randn([3, 2, 16, 6]);

        Agreement.Require(
            x => SpectralMixing.Apply(x, [real], [imaginary], KeptRows.NonNegative, scaling),
            (graph, x) => SpectralMixing.Export(
                graph, x, [("real", real)], [("imaginary", imaginary)], KeptRows.NonNegative, scaling),
            2, 3, height, width);
    }

    [Theory]
    [InlineData(KeptRows.BothSigns)]
    [InlineData(KeptRows.NonNegative)]
    public void Transforms_AgreeWithNative(KeptRows rows) => Agreement.Require(
        x =>
        {
            var (real, imaginary) = TruncatedFourier.Forward(x, [5, 6], rows, FourierScaling.Orthonormal);
            return TruncatedFourier.Inverse(
                real.relu(), imaginary, x.shape.AsSpan(2), rows, FourierScaling.Orthonormal);
        },
        (graph, x) =>
        {
            var (real, imaginary) = TruncatedFourier.Forward(graph, x, [5, 6], rows, FourierScaling.Orthonormal);
            return TruncatedFourier.Inverse(
                graph, graph.Relu(real), imaginary, x, 2, rows, FourierScaling.Orthonormal);
        },
        2, 3, 12, 9);

    [Fact]
    public void Graph_HasCoreOperatorsAndNoTransform()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralConv(1, 1, 2, 3, 4);
        var graph = new GraphBuilder();

        layer.Export(graph, graph.Input("x", 1, 1, "d", "h", "w"));

        string[] core =
        [
            "Add", "Cast", "Concat", "Cos", "Div", "Equal", "MatMul", "Min", "Mod", "Mul", "Neg", "Range",
            "ReduceProd", "Reshape", "Shape", "Sin", "Slice", "Split", "Squeeze", "Sub", "Transpose",
        ];
        Assert.Empty(graph.Nodes.Select(node => node.OpType).Except(core));
        Assert.Equal(
            layer.state_dict().Keys.Order(),
            graph.Initializers.Select(stored => stored.Name)
                .Where(name => name.StartsWith("weights", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void FixedGrid_FoldsToProducts()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using SpectralConv first = new(2, 2, 4, 4), second = new(2, 2, 4, 4);
        var graph = new GraphBuilder();
        var x = graph.Input("x", 1, 2, 16, 16);
        using (graph.Scope("first"))
        {
            x = first.Export(graph, x);
        }

        using (graph.Scope("second"))
        {
            x = second.Export(graph, x);
        }

        graph.Output("y", x);
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph);
        using var options = new SessionOptions
        {
            OptimizedModelFilePath = folder.PathOf("optimized.onnx"),
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
        };
        using var session = new InferenceSession(folder.PathOf("model.onnx"), options);

        // In the file, the name of an operator follows its field's tag and its length.
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(folder.PathOf("optimized.onnx")));
        string[] left = [.. ((string[])["MatMul", "Cos", "Range", "Mod", "Shape", "ReduceProd"])
            .Where(name => text.Contains($"\"{(char)name.Length}{name}", StringComparison.Ordinal))];
        Assert.Equal(["MatMul"], left);
    }
}
