using NeuralOps.Core;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace NeuralOps.Onnx.Tests;

public sealed class GraphActivationsTests
{
    [Fact]
    public void Relu_AgreesWithNative() => Require(x => F.relu(x), (graph, x) => graph.Relu(x));

    [Fact]
    public void LeakyRelu_AgreesWithNative() =>
        Require(x => F.leaky_relu(x, 0.1), (graph, x) => graph.LeakyRelu(x, 0.1f));

    [Fact]
    public void Gelu_IsTheExactForm() => Require(x => F.gelu(x), (graph, x) => graph.Gelu(x));

    [Fact]
    public void Silu_AgreesWithNative() => Require(x => F.silu(x), (graph, x) => graph.Silu(x));

    [Fact]
    public void Sigmoid_AgreesWithNative() => Require(x => x.sigmoid(), (graph, x) => graph.Sigmoid(x));

    [Fact]
    public void Tanh_AgreesWithNative() => Require(x => x.tanh(), (graph, x) => graph.Tanh(x));

    [Fact]
    public void Softmax_AgreesWithNative() => Require(x => F.softmax(x, 1), (graph, x) => graph.Softmax(x, 1));

    private static void Require(Func<Tensor, Tensor> native, Func<GraphBuilder, GraphValue, GraphValue> export) =>
        Agreement.Require(
            x => native(4 * x), (graph, x) => export(graph, graph.Mul(graph.Constant(4f), x)), 2, 5, 9, 7);
}
