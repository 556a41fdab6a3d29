using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// <see cref="SpectralKernel"/> with first derivatives. For the backward pass it keeps the spectrum of the input, which
/// is smaller than the input, and active weights that had to be packed.
/// </summary>
internal sealed class SpectralFunction : autograd.SingleTensorFunction<SpectralFunction>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => "NeuralOps.SpectralMixing";

    /// <summary>Applies the kernel and, where a gradient will be wanted, records it.</summary>
    public static Tensor Apply(
        SpectralKernel kernel,
        Tensor x,
        IReadOnlyList<Tensor> real,
        IReadOnlyList<Tensor> imaginary,
        KeptRows rows,
        FourierScaling scaling)
    {
        using var scope = NewDisposeScope();
        var grid = x.shape[2..];
        var kept = KeptModes.Of(real, grid, rows);
        Tensor[] weights = [.. real, .. imaginary];
        var call = new Call(
            kernel,
            KernelPlan.Of(grid, kept, real.Count, scaling),
            kept,
            x.requires_grad,
            weights.Any(weight => weight.requires_grad));
        var isRecorded = is_grad_enabled() && (call.NeedsInput || call.NeedsWeights);
        var y = isRecorded ? apply([call, x, .. weights]) : call.Forward(x, weights).Y;
        return y.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (Call)vars[0];
        Tensor[] weights = [.. vars.Skip(2).Cast<Tensor>()];
        var (y, kept) = call.Forward((Tensor)vars[1], weights);
        ctx.save_data(CallKey, call);
        ctx.save_for_backward([.. weights, .. kept]);
        return y;
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
    {
        if (is_grad_enabled())
        {
            throw new NotSupportedException(
                "Expected a first derivative of the spectral layer in float32 on the CPU, got create_graph; second "
                + "derivatives are computed in float64.");
        }

        var saved = ctx.get_saved_variables();
        var count = saved.Count / 2; // as many packed weights, after the spectra
        return [null!, .. ((Call)ctx.get_data(CallKey)).Backward(
            grad_output, [.. saved[..count]], saved[count], [.. saved[(count + 1)..]])];
    }

    private sealed record Call(
        SpectralKernel Kernel, KernelPlan Plan, KeptModes Kept, bool NeedsInput, bool NeedsWeights)
    {
        // Beside the result what the way back reads: the spectra and the packed weights.
        public (Tensor Y, Tensor[] Kept) Forward(Tensor x, Tensor[] weights)
        {
            using var quiet = no_grad();
            long[] shape = [x.size(0), weights[0].size(1), .. x.shape[2..]];
            var spectra = Kernel.Analyse(Plan, x.contiguous(), isWeighted: false);
            var (real, imaginary) = Active(weights);
            (real, imaginary) = (Kernel.Pack(Plan, real), Kernel.Pack(Plan, imaginary));
            var mixed = Kernel.Mix(Plan, spectra, x.size(0), real, imaginary, isAdjoint: false);
            return (Kernel.Synthesise(Plan, mixed, shape, isWeighted: true), [spectra, .. real, .. imaginary]);
        }

        // dL/dX = G conj(W), dL/dW = conj(X) G with G the spectrum of dL/dy in the weights of the inverse.
        public Tensor[] Backward(Tensor gradient, Tensor[] weights, Tensor spectra, Tensor[] packed)
        {
            var batch = gradient.size(0);
            var g = Kernel.Analyse(Plan, gradient.contiguous(), isWeighted: true);
            var result = new Tensor[1 + weights.Length];
            if (NeedsInput)
            {
                var blocks = Plan.Blocks.Length;
                var mixed = Kernel.Mix(Plan, g, batch, packed[..blocks], packed[blocks..], isAdjoint: true);
                long[] shape = [batch, weights[0].size(0), .. gradient.shape[2..]];
                result[0] = Kernel.Synthesise(Plan, mixed, shape, isWeighted: false);
            }

            if (NeedsWeights)
            {
                Tensor[] gradients = [.. weights.Select(Zeros)];
                var (real, imaginary) = Active(gradients);
                Kernel.Correlate(Plan, spectra, g, batch, real, imaginary);
                gradients.CopyTo(result, 1);
            }

            return result;
        }

        // A weight of which all takes part is written whole.
        private Tensor Zeros(Tensor weight, int number)
        {
            var active = Cut(weight, number % Plan.Blocks.Length);
            return active.NumberOfElements == weight.NumberOfElements
                ? empty(weight.shape, ScalarType.Float32, CPU)
                : zeros(weight.shape, ScalarType.Float32, CPU);
        }

        private (Tensor[] Real, Tensor[] Imaginary) Active(Tensor[] weights)
        {
            var blocks = Plan.Blocks.Length;
            Tensor[] active = [.. weights.Select((weight, number) => Dense(Cut(weight, number % blocks)))];
            return (active[..blocks], active[blocks..]);
        }

        private Tensor Cut(Tensor weight, int block) => SpectralMixing.Cut(weight, block, Kept);

        private static Tensor Dense(Tensor weight) => weight.stride(-1) == 1 ? weight : weight.contiguous();
    }
}
