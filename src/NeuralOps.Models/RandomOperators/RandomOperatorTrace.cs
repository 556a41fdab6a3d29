using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a <see cref="RandomOperator"/> computes on the way.</summary>
/// <param name="Early">After the first block, [B, base, H, W].</param>
/// <param name="Features">Before the output layer, [B, C, H, W].</param>
/// <param name="Output">[B, C_out, H, W].</param>
public sealed record RandomOperatorTrace(Tensor Early, Tensor Features, Tensor Output) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Early.Dispose();
        Features.Dispose();
        Output.Dispose();
    }
}
