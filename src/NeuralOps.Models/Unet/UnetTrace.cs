using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The output of a <see cref="Unet"/> and what led to it, for verification and inspection.</summary>
/// <param name="Bottleneck">The coarsest level after its residual blocks, [B, C·2^depth, H/2^depth, W/2^depth].</param>
/// <param name="Head">The head's result before the output activation, [B, C_out, H, W].</param>
/// <param name="Output">What forward returns, [B, C_out, H, W].</param>
public sealed record UnetTrace(Tensor Bottleneck, Tensor Head, Tensor Output) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Bottleneck.Dispose();
        Head.Dispose();
        Output.Dispose();
    }
}
