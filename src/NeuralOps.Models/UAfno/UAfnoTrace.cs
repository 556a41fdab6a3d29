using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The output of a <see cref="UAfno"/> and what led to it, for verification and inspection.</summary>
/// <param name="Levels">The bottleneck's input and the output of each of its blocks, [B, C_b, H/2^L, W/2^L].</param>
/// <param name="Mixed">What the spectral part of each block adds, of the same shape.</param>
/// <param name="Skips">What each level hands to the decoder, level 0 the finest, [B, C_l, H/2^l, W/2^l].</param>
/// <param name="Output">What forward returns, [B, C_out, H, W].</param>
public sealed record UAfnoTrace(
    IReadOnlyList<Tensor> Levels, IReadOnlyList<Tensor> Mixed, IReadOnlyList<Tensor> Skips, Tensor Output) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in (Tensor[])[.. Levels, .. Mixed, .. Skips, Output])
        {
            tensor.Dispose();
        }
    }
}
