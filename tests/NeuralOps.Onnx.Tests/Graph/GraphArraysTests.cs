using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphArraysTests
{
    [Theory]
    [InlineData(GraphPadMode.Constant, PaddingModes.Constant)]
    [InlineData(GraphPadMode.Reflect, PaddingModes.Reflect)]
    [InlineData(GraphPadMode.Edge, PaddingModes.Replicate)]
    [InlineData(GraphPadMode.Circular, PaddingModes.Circular)]
    public void Pad_OfEachMode_AgreesWithNative(GraphPadMode mode, PaddingModes native) =>
        Agreement.Require(
            x => F.pad(x, [2, 1, 1, 3], native),
            (graph, x) => graph.Pad(x, [2, 3], [1, 2], [3, 1], mode),
            2, 3, 7, 5);

    [Fact]
    public void Pad_OnOneSide_AgreesWithNative() =>
        Agreement.Require(
            x => F.pad(x, [0, 1, 0, 0], PaddingModes.Circular),
            (graph, x) => graph.Pad(x, [-2, -1], [0, 0], [0, 1], GraphPadMode.Circular),
            2, 3, 7, 5);

    [Fact]
    public void Pad_WithValue_AgreesWithNative() =>
        Agreement.Require(
            x => F.pad(x, [1, 1], PaddingModes.Constant, 2.5),
            (graph, x) => graph.Pad(x, [-1], [1], [1], GraphPadMode.Constant, 2.5f),
            2, 3, 7, 5);

    [Theory]
    [InlineData(GraphResizeMode.Nearest, InterpolationMode.Nearest, 2, 7, 5)]
    [InlineData(GraphResizeMode.Linear, InterpolationMode.Bilinear, 2, 7, 5)]
    [InlineData(GraphResizeMode.Linear, InterpolationMode.Bilinear, 2, 1, 3)]
    [InlineData(GraphResizeMode.Nearest, InterpolationMode.Nearest, 3, 4, 6)]
    [InlineData(GraphResizeMode.Linear, InterpolationMode.Bilinear, 4, 4, 6)]
    public void Resize_ByScale_AgreesWithNative(
        GraphResizeMode mode, InterpolationMode native, int scale, long height, long width) =>
        Agreement.Require(
            x => F.interpolate(x, scale_factor: [scale, scale], mode: native),
            (graph, x) => graph.Resize(x, mode, scale, scale),
            2, 3, height, width);

    [Theory]
    [InlineData(GraphResizeMode.Nearest, InterpolationMode.Nearest)]
    [InlineData(GraphResizeMode.Linear, InterpolationMode.Bilinear)]
    public void Resize_ToSize_AgreesWithNative(GraphResizeMode mode, InterpolationMode native) =>
        Agreement.Require(
            x => F.interpolate(x, size: [13, 9], mode: native),
            (graph, x) => graph.Resize(x, mode, graph.Constant(2, 3, 13, 9)),
            2, 3, 7, 5);

    [Fact]
    public void Reshape_KeepsAndInfersAxes() =>
        Agreement.Require(x => x.reshape(2, 3, -1), (graph, x) => graph.Reshape(x, 0, 3, -1), 2, 6, 5);

    [Fact]
    public void Reshape_ToShapeOfAnother_RestoresIt() =>
        Agreement.Require(
            x => x + 1,
            (graph, x) => graph.Reshape(
                graph.Add(graph.Reshape(x, -1), graph.Constant(1f)), graph.Shape(x)),
            2, 6, 5);

    [Fact]
    public void Transpose_OrdersAxes() =>
        Agreement.Require(x => x.permute(0, 2, 3, 1), (graph, x) => graph.Transpose(x, 0, 2, 3, 1), 2, 6, 5, 3);

    [Fact]
    public void SplitAndConcat_OrderChannels() =>
        Agreement.Require(
            x => cat([x.narrow(1, 4, 2), x.narrow(1, 0, 1), x.narrow(1, 1, 3)], 1),
            (graph, x) =>
            {
                var parts = graph.Split(x, 1, 1, 3, 2);
                return graph.Concat(1, parts[2], parts[0], parts[1]);
            },
            2, 6, 5, 3);

    [Fact]
    public void Slice_TakesRangesFromBothEnds() =>
        Agreement.Require(
            x => cat([x.narrow(2, 5, 2), x.narrow(2, 1, 3)], 2),
            (graph, x) => graph.Concat(2, graph.Slice(x, 2, -2), graph.Slice(x, 2, 1, 4)),
            2, 6, 7, 3);

    [Fact]
    public void Slice_WithStep_TakesEverySecond() =>
        Agreement.Require(
            x => x.index_select(2, tensor(new long[] { 0, 2, 4, 6 })),
            (graph, x) => graph.Slice(x, 2, 0, step: 2),
            2, 6, 7, 3);

    [Fact]
    public void CenterCrop_HasTheSizeOfTheOther() =>
        Agreement.Require(
            x => x.narrow(2, 1, 8).narrow(3, 0, 8),
            (graph, x) => graph.CenterCrop(x, graph.Slice(graph.Slice(x, 2, 0, 8), 3, 0, 8)),
            2, 6, 11, 9);
}
