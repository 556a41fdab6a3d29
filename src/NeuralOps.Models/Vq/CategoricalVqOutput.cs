using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a <see cref="CategoricalVqVae"/> makes of a batch of features; lists hold one entry per category and
/// level, in the order of the tokens.</summary>
/// <param name="Reconstruction">[B, F].</param>
/// <param name="Tokens">int64 [B, N·L], category by category, each from coarse to fine.</param>
/// <param name="VqLoss">The sum of the quantisers' losses, a scalar.</param>
/// <param name="Latents">z, each [B, D].</param>
/// <param name="Quantized">z_q with gradients to z, each [B, D].</param>
/// <param name="Partials">The features decoded from one latent alone, each [B, F].</param>
public sealed record CategoricalVqOutput(
    Tensor Reconstruction,
    Tensor Tokens,
    Tensor VqLoss,
    IReadOnlyList<Tensor> Latents,
    IReadOnlyList<Tensor> Quantized,
    IReadOnlyList<Tensor> Partials) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in All)
        {
            tensor.Dispose();
        }
    }

    internal CategoricalVqOutput MoveToOuterScope()
    {
        foreach (var tensor in All)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return this;
    }

    private IEnumerable<Tensor> All => [Reconstruction, Tokens, VqLoss, .. Latents, .. Quantized, .. Partials];
}
