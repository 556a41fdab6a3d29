using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The output of a <see cref="Mamba"/> layer and what led to it, for verification and inspection.</summary>
/// <param name="Convolved">u, after convolution and SiLU, [B, L, E].</param>
/// <param name="Scanned">The scan's result with D·u, before the gate, [B, L, E].</param>
/// <param name="Output">What forward returns, [B, L, D].</param>
public sealed record MambaTrace(Tensor Convolved, Tensor Scanned, Tensor Output) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Convolved.Dispose();
        Scanned.Dispose();
        Output.Dispose();
    }
}
