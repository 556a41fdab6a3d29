using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary><see cref="ScanKernel{TVector}"/> with first derivatives.</summary>
internal sealed class ScanFunction : autograd.MultiTensorFunction<ScanFunction>
{
    private const string CallKey = "call";

    /// <inheritdoc/>
    public override string Name => "NeuralOps.SelectiveScan";

    /// <summary>Applies the kernel and, where a gradient will be wanted, records it.</summary>
    public static (Tensor Y, Tensor Last) Run(FusedKernels kernels, ScanInputs inputs)
    {
        Tensor[] tensors = Call.Flatten(inputs);
        var call = new Call(kernels, inputs);
        if (is_grad_enabled() && Array.Exists(tensors, tensor => tensor.requires_grad))
        {
            var results = apply([call, .. tensors]);
            return (results[0], results[1]);
        }

        return call.Forward(tensors, kept: out _, isRecorded: false);
    }

    /// <inheritdoc/>
    public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars)
    {
        var call = (Call)vars[0];
        Tensor[] tensors = [.. vars.Skip(1).Cast<Tensor>().Select(tensor => tensor.contiguous())];
        var (y, last) = call.Forward(tensors, out var kept, isRecorded: true);
        ctx.save_data(CallKey, call);
        ctx.save_for_backward([.. tensors, kept!]);
        return [y, last];
    }

    /// <inheritdoc/>
    public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs)
    {
        if (is_grad_enabled())
        {
            throw new NotSupportedException(
                "Expected a first derivative of the selective scan in float32 on the CPU, got create_graph; second "
                + "derivatives are computed in float64.");
        }

        var saved = ctx.get_saved_variables();
        var call = (Call)ctx.get_data(CallKey);
        return [null!, .. call.Backward([.. saved[..^1]], saved[^1], grad_outputs[0], grad_outputs[1])];
    }

    /// <summary>Which of the optional tensors a call has.</summary>
    private sealed class Call(FusedKernels kernels, ScanInputs inputs)
    {
        private readonly bool hasD = inputs.Terms.D is not null;
        private readonly bool hasZ = inputs.Terms.Z is not null;
        private readonly bool hasBias = inputs.Terms.DeltaBias is not null;
        private readonly bool hasState = inputs.State is not null;
        private readonly bool softplus = inputs.Terms.Softplus;

        public static Tensor[] Flatten(ScanInputs inputs) =>
        [
            inputs.U, inputs.Delta, inputs.A, inputs.B, inputs.C,
            .. new[] { inputs.Terms.D, inputs.Terms.Z, inputs.Terms.DeltaBias, inputs.State }.OfType<Tensor>(),
        ];

        public (Tensor Y, Tensor Last) Forward(Tensor[] tensors, out Tensor? kept, bool isRecorded)
        {
            using var quiet = no_grad();
            (var y, var last, kept) = kernels.Scan(Gather(tensors), isRecorded);
            return (y, last.narrow(2, 0, tensors[2].size(1)).contiguous());
        }

        public List<Tensor> Backward(Tensor[] tensors, Tensor kept, Tensor gradientY, Tensor gradientLast)
        {
            var gradients = kernels.ScanBack(
                Gather(tensors), kept, gradientY.contiguous(), Even(gradientLast.contiguous()));
            long states = tensors[2].size(1);
            long odd = states % 2;
            Tensor Own(Tensor x) => x.narrow(-1, 0, states);
            var parameters = gradients.Parameters;
            List<Tensor> result =
                [gradients.U, gradients.Delta, Own(parameters), Own(gradients.B), Own(gradients.C)];
            if (hasD)
            {
                result.Add(parameters.select(1, states + odd));
            }

            if (hasZ)
            {
                result.Add(gradients.Z!);
            }

            if (hasBias)
            {
                result.Add(parameters.select(1, states + odd + 1));
            }

            if (hasState)
            {
                result.Add(Own(gradients.Initial));
            }

            return result;
        }

        private ScanInputs Gather(Tensor[] tensors)
        {
            var rest = new Queue<Tensor>(tensors[5..]);
            Tensor? Next(bool has) => has ? rest.Dequeue().contiguous() : null;
            var terms = new SelectiveScanTerms
            {
                D = Next(hasD),
                Z = Next(hasZ),
                DeltaBias = Next(hasBias),
                Softplus = softplus,
            };
            return new ScanInputs(
                tensors[0].contiguous(),
                tensors[1].contiguous(),
                Even(tensors[2]),
                Even(tensors[3]),
                Even(tensors[4]),
                terms,
                hasState ? Even(rest.Dequeue()) : null);
        }

        // The kernel takes states in pairs: an odd number gets one of zeros.
        private static Tensor Even(Tensor x) =>
            x.size(-1) % 2 == 0 ? x.contiguous() : nn.functional.pad(x, [0, 1]);
    }
}
