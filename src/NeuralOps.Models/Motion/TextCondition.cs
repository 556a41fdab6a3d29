using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a <see cref="TextToMotionSsm"/> takes from texts.</summary>
/// <param name="Embedding">The mean over tokens, [B, D_text].</param>
/// <param name="Condition">What is added to every frame, [B, D].</param>
/// <param name="Length">The length of the motion in frames, in (0, longest motion), [B].</param>
public sealed record TextCondition(Tensor Embedding, Tensor Condition, Tensor Length) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Embedding.Dispose();
        Condition.Dispose();
        Length.Dispose();
    }
}
