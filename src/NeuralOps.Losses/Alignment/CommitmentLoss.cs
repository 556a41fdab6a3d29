using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>How far latents are from the codes that stand for them: mean((z − sg z_q)²), no root.</summary>
public static class CommitmentLoss
{
    /// <summary>The mean over everything, a scalar; gradients reach z alone.</summary>
    /// <param name="latents">z, of any shape.</param>
    /// <param name="quantized">z_q, of the same shape.</param>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public static Tensor Of(Tensor latents, Tensor quantized)
    {
        SameShape.Require(latents, quantized);
        using var scope = NewDisposeScope();
        return functional.mse_loss(latents, quantized.detach()).MoveToOuterDisposeScope();
    }
}
