using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a <see cref="UAfno"/> knows of a state before it decodes.</summary>
/// <param name="Bottleneck">After the spectral blocks, [B, C_b, H/2^L, W/2^L].</param>
/// <param name="Skips">What each level hands to the decoder, level 0 the finest, [B, C_l, H/2^l, W/2^l].</param>
public sealed record UAfnoFeatures(Tensor Bottleneck, IReadOnlyList<Tensor> Skips) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Bottleneck.Dispose();
        foreach (var skip in Skips)
        {
            skip.Dispose();
        }
    }
}
