using NeuralOps.Core;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphNormalizationsTests : IDisposable
{
    private readonly Tensor weight = randn([12], generator: new Generator(1));
    private readonly Tensor bias = randn([12], generator: new Generator(2));

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }

    [Fact]
    public void BatchNormalization_AgreesWithNative()
    {
        using var mean = randn([12], generator: new Generator(3));
        using var variance = rand([12], generator: new Generator(4));

        Agreement.Require(
            x => F.batch_norm(x, mean, variance, weight, bias, training: false, eps: 1e-3),
            (graph, x) => graph.BatchNormalization(
                x,
                graph.Weight("weight", weight),
                graph.Weight("bias", bias),
                graph.Weight("mean", mean),
                graph.Weight("variance", variance),
                1e-3f),
            2, 12, 9, 7);
    }

    [Fact]
    public void InstanceNormalization_AgreesWithNative() =>
        Agreement.Require(
            x => F.instance_norm(x, weight: weight, bias: bias, eps: 1e-5),
            (graph, x) => graph.InstanceNormalization(
                x, graph.Weight("weight", weight), graph.Weight("bias", bias), 1e-5f),
            2, 12, 9, 7);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(12)]
    public void GroupNorm_AgreesWithNative(int groups) =>
        Agreement.Require(
            x => F.group_norm(x + 3, groups, weight, bias, 1e-5),
            (graph, x) => graph.GroupNorm(
                graph.Add(x, graph.Constant(3f)),
                groups,
                graph.Weight("weight", weight.reshape(-1, 1, 1)),
                graph.Weight("bias", bias.reshape(-1, 1, 1)),
                1e-5f),
            2, 12, 9, 7);

    [Fact]
    public void LayerNorm_AgreesWithNative() =>
        Agreement.Require(
            x => F.layer_norm(x, [12], weight, bias, 1e-5),
            (graph, x) => graph.LayerNorm(x, graph.Weight("weight", weight), graph.Weight("bias", bias), 1e-5f),
            2, 5, 12);
}
