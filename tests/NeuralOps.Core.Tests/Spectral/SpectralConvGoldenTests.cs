using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SpectralConvGoldenTests
{
    [Theory]
    [InlineData("G5.1-fno-spectral-2d", ScalarType.Float64)]
    [InlineData("G5.1-fno-spectral-2d", ScalarType.Float32)]
    [InlineData("G5.1b-fno-spectral-1d", ScalarType.Float64)]
    [InlineData("G5.1b-fno-spectral-1d", ScalarType.Float32)]
    [InlineData("G5.1c-fno-spectral-3d", ScalarType.Float64)]
    [InlineData("G5.1c-fno-spectral-3d", ScalarType.Float32)]
    public void Layer_HasTheReferencesOutputsAndGradients(string name, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(name);
        using var layer = Load(golden, dtype);
        var limit = dtype == ScalarType.Float64
            ? (double?)null
            : golden.Root.GetProperty("tolerance").GetProperty("float32_run").GetDouble();
        var rough = golden.Read("in:x_rough").to(dtype).requires_grad_();

        var mixed = layer.call(rough);
        (mixed * golden.Read("gout").to(dtype)).sum().backward();

        golden.RequireOutput("out:spectral_x_rough", mixed, limit);
        golden.RequireOutput("out:block_x_rough", Block(golden, mixed, rough), limit);
        golden.RequireOutput("out:spectral_x", layer.call(golden.Read("in:x").to(dtype)), limit);
        golden.RequireOutput(
            "out:spectral_x_double_grid", layer.call(golden.Read("in:x_double_grid").to(dtype)), limit);
        golden.RequireGradient("grad:in:x_rough", rough.grad!, limit);
        var parameters = layer.named_parameters().ToArray();
        Assert.Equal(1 << (rough.shape.Length - 2), parameters.Length);
        Assert.All(parameters, p => golden.RequireGradient($"grad:{p.name}", p.parameter.grad!, limit));
    }

    // GELU(spectral + 1×1 convolution)
    private static Tensor Block(GoldenCase golden, Tensor mixed, Tensor x)
    {
        var weights = Stored(golden);
        var (weight, bias) = (weights["pointwise_weight"].to(x.dtype), weights["pointwise_bias"].to(x.dtype));
        long[] perChannel = [-1, .. Enumerable.Repeat(1L, (int)x.ndim - 2)];
        var pointwise = weight.matmul(x.flatten(2)).reshape(mixed.shape) + bias.reshape(perChannel);
        return (mixed + pointwise).gelu();
    }

    private static SpectralConv Load(GoldenCase golden, ScalarType dtype)
    {
        var c = golden.Configuration;
        var layer = new SpectralConv(
            c.GetProperty("in_channels").GetInt64(),
            c.GetProperty("out_channels").GetInt64(),
            [.. c.GetProperty("modes").EnumerateArray().Select(m => m.GetInt64())]);
        layer.to(ScalarType.Float64);
        var own = layer.state_dict().Keys;
        Weights.Load(layer, Stored(golden).Where(entry => own.Contains(entry.Key)).ToDictionary());
        layer.to(dtype);
        return layer;
    }

    private static IReadOnlyDictionary<string, Tensor> Stored(GoldenCase golden) =>
        SafetensorsFile.Read(golden.Weights).Tensors;
}
