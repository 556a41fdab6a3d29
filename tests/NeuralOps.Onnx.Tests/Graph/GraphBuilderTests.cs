using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphBuilderTests
{
    private readonly GraphBuilder graph = new();

    [Fact]
    public void Names_FollowScopesAndOrder()
    {
        using var weight = ones(1, 1, 1, 1);
        var x = graph.Input("x", "batch", 1, 4, 4);
        using (graph.Scope("downs.0"))
        {
            using (graph.Scope("block"))
            {
                x = graph.Conv(x, graph.Weight("c1.weight", weight));
            }

            x = graph.Relu(graph.Relu(x));
        }

        x = graph.Relu(x);

        Assert.Equal(
            ["downs.0.block/Conv_0", "downs.0/Relu_0", "downs.0/Relu_1", "Relu_0"], graph.Nodes.Select(n => n.Name));
        Assert.Equal("downs.0.block.c1.weight", Assert.Single(graph.Initializers).Name);
        Assert.Equal("Relu_0", x.Name);
    }

    [Fact]
    public void Weight_UsedTwice_IsStoredOnce()
    {
        using var weight = arange(4, dtype: ScalarType.Float32);

        Assert.Equal(graph.Weight("w", weight), graph.Weight("w", weight));

        Assert.Single(graph.Initializers);
    }

    [Fact]
    public void Weight_OfTransposedLayout_IsStoredInOrder()
    {
        using var weight = arange(6, dtype: ScalarType.Int64).reshape(2, 3).t();

        graph.Weight("w", weight);

        var stored = graph.Initializers[0];
        Assert.Equal(GraphElement.Integer64, stored.Element);
        Assert.Equal([3L, 2L], stored.Dims);
        Assert.Equal(
            [0L, 3, 1, 4, 2, 5],
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, long>(stored.Bytes.Span).ToArray());
    }

    [Fact]
    public void Weight_OtherContent_Refuses()
    {
        using var weight = zeros(3);
        using var other = ones(3);
        graph.Weight("w", weight);

        var error = Assert.Throws<ArgumentException>(() => graph.Weight("w", other));

        Assert.Equal(
            "Expected one content for weight 'w', got two different ones. (Parameter 'tensor')", error.Message);
    }

    [Fact]
    public void Weight_OtherType_Refuses()
    {
        using var weight = zeros(3, dtype: ScalarType.Float64);

        var error = Assert.Throws<ArgumentException>(() => graph.Weight("w", weight));

        Assert.Equal(
            "Expected a float32 or int64 tensor for weight 'w', got Float64. (Parameter 'tensor')", error.Message);
    }

    [Fact]
    public void Constants_OfEqualContent_AreShared()
    {
        Assert.Equal(graph.Constant(1f), graph.Constant(1f));
        Assert.NotEqual(graph.Constant(1f), graph.Constant(2f));
        Assert.NotEqual(graph.Constant(1L), graph.Constant(1, 1));
        Assert.Equal(4, graph.Initializers.Count);
    }

    [Fact]
    public void Constant_OfWrongCount_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(() => graph.Constant([1f, 2f, 3f], 2, 2));

        Assert.Equal("Expected 4 values for shape [2, 2], got 3. (Parameter 'values')", error.Message);
    }

    [Fact]
    public void Input_OfTakenName_Refuses()
    {
        graph.Input("x", 1);

        var error = Assert.Throws<ArgumentException>(() => graph.Input("x", 1));

        Assert.Equal("Expected a new name in the graph, but 'x' is taken. (Parameter 'name')", error.Message);
    }

    [Fact]
    public void Node_OnForeignValue_Refuses()
    {
        var error = Assert.Throws<ArgumentException>(() => graph.Relu(new GraphValue("elsewhere")));

        Assert.Equal("Expected a value of this graph, got 'elsewhere'. (Parameter 'value')", error.Message);
    }

    [Fact]
    public void Dim_OfZeroLength_Refuses() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GraphDim(0));
}
