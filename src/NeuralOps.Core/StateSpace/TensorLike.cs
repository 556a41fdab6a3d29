using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Checks elements and devices at the public border.</summary>
internal static class TensorLike
{
    /// <summary>Refuses an empty tensor and what is neither float32 nor float64.</summary>
    public static void RequireReal(Tensor x, string name)
    {
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"Expected Float32 or Float64, got {x.dtype}.", name);
        }

        if (x.NumberOfElements == 0)
        {
            throw new ArgumentException($"Expected at least one element, got {Shape.Format(x.shape)}.", name);
        }
    }

    /// <summary>Refuses another element type or device than that of the input.</summary>
    public static void Require(Tensor x, Tensor input, string name)
    {
        if (x.dtype != input.dtype || x.device_type != input.device_type || x.device_index != input.device_index)
        {
            throw new ArgumentException(
                $"Expected {input.dtype} on {input.device} like the input, got {x.dtype} on {x.device}.", name);
        }
    }
}
