using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphArithmeticTests
{
    [Fact]
    public void Arithmetic_Broadcasts()
    {
        using var scale = randn([5, 1, 1], generator: new Generator(1));

        Agreement.Require(
            x => ((x + scale) * x - scale) / (x * x + 1),
            (graph, x) =>
            {
                var s = graph.Weight("scale", scale);
                var top = graph.Sub(graph.Mul(graph.Add(x, s), x), s);
                return graph.Div(top, graph.Add(graph.Mul(x, x), graph.Constant(1f)));
            },
            2, 5, 4, 3);
    }

    [Fact]
    public void MatMul_AgreesWithNative()
    {
        using var matrix = randn([7, 6], generator: new Generator(1));

        Agreement.Require(
            x => x.matmul(matrix), (graph, x) => graph.MatMul(x, graph.Weight("matrix", matrix)), 2, 5, 4, 7);
    }

    [Fact]
    public void Clip_LimitsBothSides() =>
        Agreement.Require(x => x.clamp(-0.5, 1), (graph, x) => graph.Clip(x, -0.5f, 1), 2, 5, 4, 7);

    [Fact]
    public void SqrtAndExp_AgreeWithNative() =>
        Agreement.Require(x => x.exp().sqrt(), (graph, x) => graph.Sqrt(graph.Exp(x)), 2, 5, 4, 7);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReduceMean_AgreesWithNative(bool keepDims) =>
        Agreement.Require(
            x => x.mean([2, 3], keepDims), (graph, x) => graph.ReduceMean(x, [2, 3], keepDims), 2, 5, 4, 7);
}
