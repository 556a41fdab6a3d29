using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Tests;

/// <summary>What PyTorch computed; see <c>fixtures/torch/make_expected.py</c>.</summary>
internal static class Expected
{
    public static Dictionary<string, JsonElement> Read(string file) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(Fixtures.PathOf("torch", file)))!;

    /// <summary>The input of all cases: an integer formula, exact in every implementation.</summary>
    public static Tensor Pattern(ScalarType type, params long[] shape)
    {
        long count = shape.Aggregate(1L, (product, size) => product * size);
        double[] values = [.. Enumerable.Range(0, (int)count).Select(i => ((i * 37 % 101) - 50) / 50.0)];
        return tensor(values).to(type).reshape(shape);
    }

    public static Tensor Pattern(params long[] shape) => Pattern(ScalarType.Float32, shape);

    /// <summary>Sets the gradients that the fixtures hold: of the sum of outputs weighted by a fixed pattern.</summary>
    public static void Backward(Tensor y) => (y * (Pattern(y.dtype, y.shape) + 0.25)).sum().backward();

    public static long[] Longs(JsonElement element) => [.. element.EnumerateArray().Select(item => item.GetInt64())];

    public static double[] Doubles(JsonElement element) => [.. element.EnumerateArray().Select(item =>
        item.GetDouble())];

    /// <summary>Requires shape and values to agree; a tolerance of 0 asks for equal bits.</summary>
    public static void Match(JsonElement expected, Tensor? found, double tolerance, string name)
    {
        Assert.True(found is not null, $"{name} is missing.");
        Assert.Equal(Longs(expected.GetProperty("shape")), found!.shape);
        double[] wanted = Doubles(expected.GetProperty("data"));
        double[] values = found.detach().to(ScalarType.Float64).data<double>().ToArray();
        for (int i = 0; i < wanted.Length; i++)
        {
            Assert.True(
                Math.Abs(wanted[i] - values[i]) <= tolerance * Math.Max(1, Math.Abs(wanted[i])),
                $"{name}[{i}]: expected {wanted[i]}, got {values[i]}.");
        }
    }
}
