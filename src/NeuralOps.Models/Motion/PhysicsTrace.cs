using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The output of a <see cref="PhysicsSsm"/> and what led to it, for verification and inspection.</summary>
/// <param name="Ssm">s, [B, L, D].</param>
/// <param name="Constraints">c, [B, L, D]; null without physics.</param>
/// <param name="Gate">g in (0, 1), [B, L, D]; null without physics or gate.</param>
/// <param name="Output">What forward returns, [B, L, D].</param>
public sealed record PhysicsTrace(Tensor Ssm, Tensor? Constraints, Tensor? Gate, Tensor Output) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        Ssm.Dispose();
        Constraints?.Dispose();
        Gate?.Dispose();
        Output.Dispose();
    }
}
