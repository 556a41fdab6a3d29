using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace NeuralOps.Core;

/// <summary>The kernel of <see cref="InstanceNormGelu"/> as a differentiable function.</summary>
internal sealed class InstanceNormGeluFunction : SingleTensorFunction<InstanceNormGeluFunction>
{
    public override string Name => nameof(InstanceNormGelu);

    public static Tensor Run(Tensor x, Tensor weight, Tensor bias, double epsilon, Tensor? residual) =>
        residual is null ? apply(x, weight, bias, epsilon) : apply(x, weight, bias, epsilon, residual);

    public override Tensor forward(AutogradContext ctx, params object[] vars)
    {
        var x = ((Tensor)vars[0]).contiguous();
        var weight = ((Tensor)vars[1]).contiguous();
        var bias = ((Tensor)vars[2]).contiguous();
        var residual = vars.Length > 4 ? ((Tensor)vars[4]).contiguous() : null;
        var y = empty(x.shape, x.dtype);
        var statistics = empty([x.size(0), x.size(1), 2], x.dtype);
        InstanceNormGeluKernel.Forward(x, weight, bias, residual, y, statistics, (float)(double)vars[3]);
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
        InstanceNormGeluKernel.Backward(x, weight, bias, statistics, gradient, gradientX, shares);
        var sums = shares.sum(dim: 0); // [C, 2]
        List<Tensor> gradients = [gradientX, sums.select(1, 0), sums.select(1, 1), null!];
        return (bool)ctx.get_data("residual") ? [.. gradients, gradient] : gradients;
    }
}
