using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>The mean density predicted where none can be: outside the emitter and where there was none
/// before.</summary>
public static class EmitterLoss
{
    private const double Threshold = 0.01;

    /// <summary>The mean over all cells of the batch of d̂ where neither the emitter nor the density before exceeds
    /// 0.01, and 0 elsewhere; a scalar.</summary>
    /// <param name="prediction">d̂ [B, 1, H, W].</param>
    /// <param name="emitter">[B, 1, H, W].</param>
    /// <param name="density">The density before the step, [B, 1, H, W].</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor prediction, Tensor emitter, Tensor density)
    {
        Shape.Require(prediction, "B C H W", [Shape.Any, 1, Shape.Any, Shape.Any]);
        Shape.Require(emitter, "B C H W", prediction.shape);
        Shape.Require(density, "B C H W", prediction.shape);
        using var scope = NewDisposeScope();
        var empty = emitter.maximum(density.detach()) <= Threshold;
        return (prediction * empty).mean().MoveToOuterDisposeScope();
    }
}
