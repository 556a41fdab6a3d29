using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Gradients with respect to what <see cref="ScanKernel{TVector}"/> takes.</summary>
/// <param name="U">[B, L, E].</param>
/// <param name="Delta">[B, L, E].</param>
/// <param name="B">[B, L, N].</param>
/// <param name="C">[B, L, N].</param>
/// <param name="Z">[B, L, E], or null without a gate.</param>
/// <param name="Initial">[B, E, N].</param>
/// <param name="Parameters">[E, N + 2]: of A, then of D and of the bias of Δ.</param>
internal sealed record ScanGradients(
    Tensor U, Tensor Delta, Tensor B, Tensor C, Tensor? Z, Tensor Initial, Tensor Parameters);
