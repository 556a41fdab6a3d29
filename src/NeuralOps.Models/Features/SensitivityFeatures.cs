using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The SENSITIVITY family: 10 columns for an operator at a state, from how its output answers to small noise
/// and to scaled inputs.</summary>
public static class SensitivityFeatures
{
    private const double LeastNoise = 1e-3;

    internal static IReadOnlyList<double> Perturbations { get; } = [1e-4, 1e-3, 1e-2];

    internal static IReadOnlyList<double> Factors { get; } = [0.5, 0.75, 1.25, 1.5];

    /// <summary>The columns of each state, [B, C, H, W] → [B, 10]. Calls the operator eight times; the noise is the
    /// same for every call, batch and machine.</summary>
    /// <param name="step">The operator O, [B, C, H, W] → the same.</param>
    /// <param name="fields">H and W ≥ 8; of dtype float32 or float64.</param>
    /// <exception cref="ArgumentException">Shape or dtype differ, or the operator returns another shape.</exception>
    public static Tensor Of(Func<Tensor, Tensor> step, Tensor fields)
    {
        ArgumentNullException.ThrowIfNull(step);
        Shape.Require(fields, "B C H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        FeatureInput.RequireFields(fields);
        using var scope = NewDisposeScope();
        var output = Run(step, fields);
        var rms = FeatureMath.Root(Energy(fields));
        var noise = Noise(fields);
        Tensor[] lipschitz = [.. Perturbations.Select(size => Lipschitz(step, fields, output, noise, size, rms))];
        Tensor[] scaled = [.. Factors.Select(factor => FeatureMath.Root(Energy(Run(step, fields * factor))))];
        var own = FeatureMath.Root(Energy(output));
        Tensor[] gains = [.. Factors.Select((factor, i) => FeatureMath.Ratio(scaled[i], own * factor))];
        var (_, fit, _) = FeatureMath.Line(stack([scaled[0], scaled[1], own, scaled[2], scaled[3]], 1));
        Tensor[] columns =
        [
            .. lipschitz,
            .. gains,
            fit,
            FeatureMath.Ratio(gains[^1], gains[0]),
            FeatureMath.Ratio(Variance(output), Variance(fields)),
        ];
        return FeatureMath.OfFinite(stack(columns, 1), Energy(fields)).MoveToOuterDisposeScope();
    }

    private static Tensor Lipschitz(
        Func<Tensor, Tensor> step, Tensor fields, Tensor output, Tensor noise, double size, Tensor rms)
    {
        var change = noise * ((rms + LeastNoise) * size).reshape(-1, 1, 1, 1);
        return (Energy(Run(step, fields + change) - output) / Energy(change) + 1e-12).sqrt();
    }

    private static Tensor Run(Func<Tensor, Tensor> step, Tensor fields)
    {
        var output = step(fields);
        Shape.Require(output, "B C H W", fields.shape, nameof(step));
        return output;
    }

    private static Tensor Noise(Tensor like)
    {
        float[] values = new float[like[0].numel()];
        new RandomStream(0, "operator sensitivity").FillNormal(values);
        return tensor(values).reshape(like.shape[1..]).to(like.dtype, like.device);
    }

    private static Tensor Energy(Tensor x) => x.square().mean([1, 2, 3]);

    private static Tensor Variance(Tensor x) => (x - x.mean([1, 2, 3], keepdim: true)).square().mean([1, 2, 3]);
}
