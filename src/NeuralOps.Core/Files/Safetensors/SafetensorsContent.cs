using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>What a safetensors file holds.</summary>
/// <param name="Tensors">The tensors by name, contiguous and in host memory.</param>
/// <param name="Metadata">The free texts of the header.</param>
public sealed record SafetensorsContent(
    IReadOnlyDictionary<string, Tensor> Tensors,
    IReadOnlyDictionary<string, string> Metadata) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
