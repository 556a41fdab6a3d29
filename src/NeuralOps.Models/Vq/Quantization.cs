using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Vectors z, the codes q nearest to them, and the loss that brings both together.</summary>
/// <param name="Quantized">q in the shape of z; gradients reach z.</param>
/// <param name="Codes">Which code each vector got, int64 in the shape of z without the vector axis.</param>
/// <param name="Loss">EncoderLoss + cost · CodebookLoss, a scalar.</param>
/// <param name="EncoderLoss">mean((sg q − z)²), which pulls the encoder.</param>
/// <param name="CodebookLoss">mean((q − sg z)²), which pulls the codes.</param>
public sealed record Quantization(
    Tensor Quantized, Tensor Codes, Tensor Loss, Tensor EncoderLoss, Tensor CodebookLoss) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in All)
        {
            tensor.Dispose();
        }
    }

    internal Quantization MoveToOuterScope()
    {
        foreach (var tensor in All)
        {
            tensor.MoveToOuterDisposeScope();
        }

        return this;
    }

    private Tensor[] All => [Quantized, Codes, Loss, EncoderLoss, CodebookLoss];
}
