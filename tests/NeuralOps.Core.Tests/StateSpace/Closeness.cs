using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

/// <summary>Compares with a result in float64.</summary>
internal static class Closeness
{
    /// <summary>max|found − expected| at most a share of max|expected|.</summary>
    public static void Require(string name, Tensor expected, Tensor found, double tolerance)
    {
        using var scope = NewDisposeScope();
        Assert.Equal(expected.shape, found.shape);
        double limit = tolerance * expected.abs().max().ToDouble();
        double difference = (found.detach().to(ScalarType.Float64) - expected.detach().to(ScalarType.Float64))
            .abs().max().ToDouble();
        Assert.True(difference <= limit, $"{name}: difference {difference:g3}, allowed {limit:g3}");
    }

    /// <summary>The same bits.</summary>
    public static void RequireEqual(string name, Tensor expected, Tensor found) =>
        Assert.True(expected.shape.SequenceEqual(found.shape) && expected.bytes.SequenceEqual(found.bytes), name);
}
