using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary><see cref="SelectiveScan"/> by separate operators, for any device and precision.</summary>
internal static class ScanComposition
{
    public static (Tensor Y, Tensor Last) Run(ScanInputs inputs)
    {
        var (u, terms) = (inputs.U, inputs.Terms);
        var delta = terms.DeltaBias is null ? inputs.Delta : inputs.Delta + terms.DeltaBias;
        delta = terms.Softplus ? nn.functional.softplus(delta) : delta;
        var (steps, driven) = (delta.unsqueeze(-1).unbind(1), (delta * u).unsqueeze(-1).unbind(1)); // L of [B, E, 1]
        var (b, c) = (inputs.B.unsqueeze(2).unbind(1), inputs.C.unsqueeze(-1).unbind(1)); // [B, 1, N], [B, N, 1]
        var h = inputs.State ?? zeros([u.size(0), .. inputs.A.shape], dtype: u.dtype, device: u.device);
        var outputs = new Tensor[steps.Length];
        for (int t = 0; t < steps.Length; t++)
        {
            h = ((steps[t] * inputs.A).exp() * h) + (driven[t] * b[t]); // [B, E, N]
            outputs[t] = h.matmul(c[t]).squeeze(-1);
        }

        var y = stack(outputs, 1);
        y = terms.D is null ? y : y + (terms.D * u);
        return (terms.Z is null ? y : y * nn.functional.silu(terms.Z), h);
    }

    public static Tensor Step(ScanInputs inputs)
    {
        var terms = inputs.Terms with { Z = inputs.Terms.Z?.unsqueeze(1) };
        var (y, last) = Run(inputs with
        {
            U = inputs.U.unsqueeze(1),
            Delta = inputs.Delta.unsqueeze(1),
            B = inputs.B.unsqueeze(1),
            C = inputs.C.unsqueeze(1),
            Terms = terms,
        });
        inputs.State!.copy_(last);
        return y.squeeze(1);
    }
}
