using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>
/// The spectral layer of a Fourier neural operator: its outputs on one function sampled on a grid and on the doubled
/// one, on white noise, with the gradients of Σ y·gout, and in a block GELU(spectral + 1×1 convolution).
/// </summary>
internal static class SpectralCase
{
    private const string Double = "out:spectral_x_double_grid";

    public static void Compute(CaseFolder folder, CaseChecks checks)
    {
        var configuration = folder.Configuration;
        long[] modes = configuration.Get<long[]>("modes"), grid = configuration.Get<long[]>("grid");
        _ = configuration.Get<long[]>("band_limit");
        long inChannels = configuration.Get<long>("in_channels");
        using var layer = new SpectralConv(inChannels, configuration.Get<long>("out_channels"), modes);
        layer.to(ScalarType.Float64);
        using var stored = SafetensorsFile.Read(folder.WeightsPath);
        var own = layer.state_dict().Keys;
        Weights.Load(layer, stored.Tensors.Where(entry => own.Contains(entry.Key)).ToDictionary());
        layer.to(checks.Dtype);

        using var rough = checks.Input("in:x_rough").requires_grad_();
        long[] shape = [configuration.Get<long>("batch"), inChannels, .. grid];
        Shape.Require(rough, "batch in_channels n1 n2 n3"[..(17 + (3 * grid.Length))], shape, "in:x_rough");
        var mixed = layer.call(rough);
        checks.Compare("out:spectral_x_rough", mixed);
        checks.Compare("out:block_x_rough", Block(mixed, rough, stored.Tensors));
        (mixed * checks.Input("gout")).sum().backward();
        UnetCase.CompareGradients(checks, "", layer);
        checks.Compare("grad:in:x_rough", rough.grad!);
        CompareGrids(layer, checks);
    }

    private static void CompareGrids(SpectralConv layer, CaseChecks checks)
    {
        using var quiet = no_grad();
        var coarse = layer.call(checks.Input("in:x"));
        var fine = layer.call(checks.Input("in:x_double_grid"));
        checks.Compare("out:spectral_x", coarse);
        checks.Compare(Double, fine);
        TensorIndex[] everySecond =
            [TensorIndex.Ellipsis, .. Enumerable.Repeat(TensorIndex.Slice(step: 2), (int)fine.ndim - 2)];
        checks.Compare("out:max_grid_disagreement", (fine[everySecond] - coarse).abs().max());
    }

    private static Tensor Block(Tensor mixed, Tensor x, IReadOnlyDictionary<string, Tensor> stored)
    {
        var weight = stored["pointwise_weight"].to_type(x.dtype); // [C_out, C_in]
        var bias = stored["pointwise_bias"].to_type(x.dtype).unsqueeze(1);
        return (mixed + (weight.matmul(x.flatten(2)) + bias).reshape(mixed.shape)).gelu();
    }
}
