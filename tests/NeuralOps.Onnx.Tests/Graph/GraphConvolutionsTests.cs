using NeuralOps.Core;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphConvolutionsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, true)]
    [InlineData(2, 1, 1, 1, true)]
    [InlineData(2, 0, 1, 1, false)]
    [InlineData(1, 2, 2, 1, true)]
    [InlineData(1, 1, 1, 2, true)]
    [InlineData(2, 3, 3, 4, false)]
    public void Conv_AgreesWithNative(long stride, long padding, long dilation, long group, bool hasBias)
    {
        using var weight = randn([8, 4 / group, 3, 3], generator: new Generator(1));
        using var bias = randn([8], generator: new Generator(2));

        Agreement.Require(
            x => F.conv2d(
                x, weight, hasBias ? bias : null, [stride, stride], [padding, padding], [dilation, dilation], group),
            (graph, x) => graph.Conv(
                x,
                graph.Weight("weight", weight),
                hasBias ? graph.Weight("bias", bias) : null,
                [stride, stride],
                [padding, padding],
                [dilation, dilation],
                group),
            2, 4, 13, 10);
    }

    [Fact]
    public void Conv_WithDefaults_AgreesWithNative()
    {
        using var weight = randn([5, 4, 1, 1], generator: new Generator(1));

        Agreement.Require(
            x => F.conv2d(x, weight), (graph, x) => graph.Conv(x, graph.Weight("weight", weight)), 1, 4, 7, 9);
    }

    [Theory]
    [InlineData(2, 2, 0, 0, 1)]
    [InlineData(3, 2, 1, 1, 1)]
    [InlineData(4, 2, 1, 0, 2)]
    [InlineData(3, 1, 1, 0, 1)]
    public void ConvTranspose_AgreesWithNative(long kernel, long stride, long padding, long outputPadding, long group)
    {
        using var weight = randn([4, 6 / group, kernel, kernel], generator: new Generator(1));
        using var bias = randn([6], generator: new Generator(2));

        Agreement.Require(
            x => F.conv_transpose2d(
                x,
                weight,
                bias,
                strides: [stride, stride],
                padding: [padding, padding],
                output_padding: [outputPadding, outputPadding],
                groups: group),
            (graph, x) => graph.ConvTranspose(
                x,
                graph.Weight("weight", weight),
                graph.Weight("bias", bias),
                [stride, stride],
                [padding, padding],
                null,
                [outputPadding, outputPadding],
                group),
            2, 4, 7, 5);
    }

    [Theory]
    [InlineData(2, 2, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 1, 1)]
    public void Pools_OnOddSizes_AgreeWithNative(long kernel, long stride, long padding)
    {
        Agreement.Require(
            x => F.avg_pool2d(x, [kernel, kernel], [stride, stride], [padding, padding]),
            (graph, x) => graph.AveragePool(x, [kernel, kernel], [stride, stride], [padding, padding]),
            2, 3, 11, 8);
        Agreement.Require(
            x => F.max_pool2d(x, [kernel, kernel], [stride, stride], [padding, padding]),
            (graph, x) => graph.MaxPool(x, [kernel, kernel], [stride, stride], [padding, padding]),
            2, 3, 11, 8);
    }

    [Fact]
    public void Pools_WithoutStride_StepByTheirKernel()
    {
        Agreement.Require(
            x => F.avg_pool2d(x, [2, 2], [2, 2]), (graph, x) => graph.AveragePool(x, [2, 2]), 1, 3, 8, 7);
        Agreement.Require(x => F.max_pool2d(x, [2, 2], [2, 2]), (graph, x) => graph.MaxPool(x, [2, 2]), 1, 3, 8, 7);
    }
}
