using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>What a <see cref="TextToMotionSsm"/> makes of texts.</summary>
/// <param name="Motion">[B, T, M].</param>
/// <param name="Length">Its length in frames, in (0, longest motion), [B].</param>
public sealed record TextToMotionOutput(Tensor Motion, Tensor Length) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Motion.Dispose();
        Length.Dispose();
    }
}
