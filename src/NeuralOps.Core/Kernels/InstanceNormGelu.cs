using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// Instance normalisation, the exact GELU and a sum in one pass over each plane:
/// y = GELU(w·(x − mean)/√(variance + ε) + b) + r, with mean and variance over the space of each sample and channel.
/// x [B, C, n_1 .. n_d] → [B, C, n_1 .. n_d].
/// </summary>
/// <remarks>
/// A fused kernel on CPU float32, which keeps the input alone for the gradients and gives first derivatives; the
/// separate operators elsewhere.
/// </remarks>
public static class InstanceNormGelu
{
    /// <summary>Applies the three.</summary>
    /// <param name="x">[B, C, n_1 .. n_d] with at least two cells per plane.</param>
    /// <param name="weight">w [C].</param>
    /// <param name="bias">b [C].</param>
    /// <param name="epsilon">ε, added to the variance.</param>
    /// <param name="residual">r, like x; null for none.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static Tensor Apply(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? residual = null)
    {
        RequireFitting(x, weight, bias, residual);
        using var scope = NewDisposeScope();
        Tensor[] all = residual is null ? [x, weight, bias] : [x, weight, bias, residual];
        bool fuses = Array.TrueForAll(all, tensor =>
            tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32);
        return (fuses && x.NumberOfElements <= int.MaxValue / sizeof(float)
            ? InstanceNormGeluFunction.Run(FusedKernels.Best, x, weight, bias, epsilon, residual)
            : Compose(x, weight, bias, epsilon, residual)).MoveToOuterDisposeScope();
    }

    /// <summary>The same by separate operators.</summary>
    internal static Tensor Compose(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? residual)
    {
        var y = nn.functional.instance_norm(x, weight: weight, bias: bias, eps: epsilon).gelu();
        return residual is null ? y : y + residual;
    }

    private static void RequireFitting(Tensor x, Tensor weight, Tensor bias, Tensor? residual)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.ndim < 3 || x.NumberOfElements < 2 * x.size(0) * x.size(1))
        {
            throw new ArgumentException(
                $"Expected shape [B, C, n_1 .. n_d] with at least two cells, got {Shape.Format(x.shape)}.", nameof(x));
        }

        Shape.Require(weight, "C", [x.size(1)]);
        Shape.Require(bias, "C", [x.size(1)]);
        if (residual is not null && !residual.shape.AsSpan().SequenceEqual(x.shape))
        {
            throw new ArgumentException(
                $"Expected shape {Shape.Format(x.shape)} like x, got {Shape.Format(residual.shape)}.",
                nameof(residual));
        }
    }
}
