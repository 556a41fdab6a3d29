using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace NeuralOps.Core;

/// <summary>The kernel of <see cref="InstanceNormGelu"/> as a differentiable function.</summary>
internal sealed class InstanceNormGeluFunction : SingleTensorFunction<InstanceNormGeluFunction>
{
    private const string KernelsKey = "kernels";

    public override string Name => nameof(InstanceNormGelu);

    public static Tensor Run(
        FusedKernels kernels, Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? residual) =>
        residual is null
            ? apply(kernels, x, weight, bias, epsilon)
            : apply(kernels, x, weight, bias, epsilon, residual);

    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        var kernels = (FusedKernels)vars[0];
        var x = ((Tensor)vars[1]).contiguous();
        var weight = ((Tensor)vars[2]).contiguous();
        var bias = ((Tensor)vars[3]).contiguous();
        var residual = vars.Length > 5 ? ((Tensor)vars[5]).contiguous() : null;
        var y = empty(x.shape, x.dtype);
        var statistics = empty([x.size(0), x.size(1), 2], x.dtype);
        kernels.Normalise(x, weight, bias, residual, y, statistics, (float)(double)vars[4]);
        ctx.save_data(KernelsKey, kernels);
        ctx.save_data(nameof(residual), residual is not null);
        ctx.save_for_backward([x, weight, bias, statistics]);
        return y;
    }

    public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
    {
        var saved = ctx.get_saved_variables();
        var (x, weight, bias, statistics) = (saved[0], saved[1], saved[2], saved[3]);
        var gradient = grad_output.contiguous();
        var gradientX = empty(x.shape, x.dtype);
        var shares = empty([x.size(0), x.size(1), 2], x.dtype);
        var kernels = (FusedKernels)ctx.get_data(KernelsKey);
        kernels.NormaliseBack(x, weight, bias, statistics, gradient, gradientX, shares);
        var sums = shares.sum(dim: 0); // [C, 2]
        List<Tensor> gradients = [null!, gradientX, sums.select(1, 0), sums.select(1, 1), null!];
        return (bool)ctx.get_data("residual") ? [.. gradients, gradient] : gradients;
    }
}
