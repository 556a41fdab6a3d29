using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Σ x·m / (Σ m + 1e-8) over everything, the batch included: 0 where the mask is empty.</summary>
internal static class MaskedMean
{
    private const double Epsilon = 1e-8;

    public static Tensor Of(Tensor x, Tensor mask) => (x * mask).sum() / (mask.sum() + Epsilon);
}
