using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Where there is free fluid: 1 where every mask is exactly 0, 0 elsewhere.</summary>
public static class FluidMask
{
    /// <summary>The mask of a batch. masks [B, M, H, W] → [B, 1, H, W], in the dtype of the masks, without
    /// gradient.</summary>
    /// <param name="masks">Emitter and collider, or some of them; a fraction as small as 0.005 counts as not
    /// free.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor Of(Tensor masks)
    {
        Shape.Require(masks, "B M H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        return (masks == 0).all(1, keepdim: true).to(masks.dtype).MoveToOuterDisposeScope();
    }
}
