using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>How far the mean density inside the emitter is from what an emitter gives, which should be below
/// 0.1.</summary>
public static class EmitterAccuracy
{
    /// <summary>The density inside the reference's emitters.</summary>
    public const double EmittedDensity = 0.8;

    /// <summary>|Σ d·e / Σ e − 0.8| over the whole batch, a scalar; 0 without emitter.</summary>
    /// <param name="density">d [B, 1, H, W].</param>
    /// <param name="emitter">e [B, 1, H, W], from 0 to 1.</param>
    /// <exception cref="ArgumentException">A shape differs.</exception>
    public static Tensor Of(Tensor density, Tensor emitter)
    {
        Shape.Require(density, "B C H W", [Shape.Any, 1, Shape.Any, Shape.Any]);
        Shape.Require(emitter, "B C H W", density.shape);
        using var scope = NewDisposeScope();
        var cells = emitter.sum();
        var error = (((density * emitter).sum() / cells) - EmittedDensity).abs();
        return where(cells > 0, error, zeros_like(error)).MoveToOuterDisposeScope();
    }
}
