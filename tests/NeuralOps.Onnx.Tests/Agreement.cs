using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

/// <summary>Compares a computation in libtorch with its exported graph in ONNX Runtime.</summary>
internal static class Agreement
{
    /// <summary>Largest difference relative to max(1, max|y|): twice the float32 noise that the two libraries'
    /// different summation orders make in the largest preset, where either is 2 to 4e-5 off a float64 run.</summary>
    public const double Tolerance = 5e-5;

    /// <summary>Exports with all axes but the channels free, runs on random normal input, and compares.</summary>
    public static void Require(
        Func<Tensor, Tensor> native, Func<GraphBuilder, GraphValue, GraphValue> export, params long[] shape)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        using var folder = new TemporaryFolder();
        var graph = new GraphBuilder();
        GraphDim[] dims = [.. shape.Select((n, axis) => axis == 1 ? new GraphDim(n) : new GraphDim($"axis{axis}"))];
        graph.Output("y", export(graph, graph.Input("x", dims)));
        OnnxModelFile.Write(folder.PathOf("model.onnx"), graph);
        using var session = new InferenceSession(folder.PathOf("model.onnx"));
        var x = randn(shape, generator: new Generator(7));

        Require(native(x), session, x);
    }

    /// <summary>Runs a session with one input and one output and compares the result with <paramref name="expected"/>.
    /// </summary>
    public static void Require(Tensor expected, InferenceSession session, Tensor x)
    {
        using var options = new RunOptions();
        using var input = OrtValue.CreateTensorValueFromMemory(x.contiguous().data<float>().ToArray(), x.shape);
        using var results = session.Run(options, session.InputNames, [input], session.OutputNames);
        Assert.Equal(expected.shape, results[0].GetTensorTypeAndShape().Shape);
        RequireClose(expected.contiguous().data<float>().ToArray(), results[0].GetTensorDataAsSpan<float>());
    }

    public static void RequireClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double difference = 0, scale = 1;
        for (var i = 0; i < expected.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs((double)expected[i] - actual[i]));
            scale = Math.Max(scale, Math.Abs(expected[i]));
            Assert.False(float.IsNaN(actual[i]), $"NaN at element {i}");
        }

        Assert.True(
            difference <= Tolerance * scale,
            $"difference {difference:g3} of values up to {scale:g3}, allowed {Tolerance * scale:g3}");
    }
}
