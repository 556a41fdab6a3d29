using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary><see cref="ConvolutionKernel{TVector}"/> with first derivatives.</summary>
internal sealed class ConvolutionFunction : autograd.SingleTensorFunction<ConvolutionFunction>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => "NeuralOps.CausalConvolution";

    /// <summary>Applies the kernel and, where a gradient will be wanted, records it.</summary>
    public static Tensor Run(FusedKernels kernels, ConvolutionInputs inputs)
    {
        Tensor[] tensors = inputs.Tensors;
        return is_grad_enabled() && Array.Exists(tensors, tensor => tensor.requires_grad)
            ? apply([new Call(kernels, inputs.Bias is not null, inputs.Window is not null, inputs.Silu), .. tensors])
            : kernels.Convolve(inputs.Contiguous());
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (Call)vars[0];
        var inputs = call.Gather([.. vars.Skip(1).Cast<Tensor>()]).Contiguous();
        ctx.save_data(CallKey, call);
        ctx.save_for_backward([.. inputs.Tensors]);
        return call.Kernels.Convolve(inputs);
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (is_grad_enabled())
        {
            throw new NotSupportedException(
                "Expected a first derivative of the causal convolution in float32 on the CPU, got create_graph; "
                + "second derivatives are computed in float64.");
        }

        var call = (Call)ctx.get_data(CallKey);
        var (x, weight, bias, window) = call.Kernels.ConvolveBack(
            call.Gather(ctx.get_saved_variables()), grad_output.contiguous());
        List<Tensor> gradients = [null!, x, weight];
        gradients.AddRange(call.HasBias ? [bias] : []);
        gradients.AddRange(call.HasWindow ? [window] : []);
        return gradients;
    }

    /// <summary>Which of the optional tensors a call has.</summary>
    private sealed record Call(FusedKernels Kernels, bool HasBias, bool HasWindow, bool Silu)
    {
        public ConvolutionInputs Gather(List<Tensor> tensors) => new(
            tensors[0], tensors[1], HasBias ? tensors[2] : null, HasWindow ? tensors[^1] : null, Silu);
    }
}
