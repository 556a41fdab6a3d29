using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Refuses a target of another shape than the prediction, where broadcasting would hide it.</summary>
internal static class SameShape
{
    public static void Require(Tensor prediction, Tensor target)
    {
        if (!prediction.shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new ArgumentException(
                $"Expected the shape {Shape.Format(prediction.shape)} of the prediction, "
                + $"got {Shape.Format(target.shape)}.",
                nameof(target));
        }
    }
}
