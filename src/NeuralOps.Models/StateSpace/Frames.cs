using System.Runtime.CompilerServices;
using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Checks sequences of frames at the public border.</summary>
internal static class Frames
{
    /// <summary>Checks that x is [B, L, width] with L from 1 and of the dtype of a model's weights.</summary>
    public static void Require(
        Tensor x, string axis, long width, nn.Module model, [CallerArgumentExpression(nameof(x))] string name = "")
    {
        Shape.Require(x, $"B L {axis}", [Shape.Any, Shape.Any, width], name);
        if (x.size(1) == 0)
        {
            throw new ArgumentException($"Expected at least one frame, got shape {Shape.Format(x.shape)}.", name);
        }

        var dtype = WeightOf(model).dtype;
        if (x.dtype != dtype)
        {
            throw new ArgumentException($"Expected dtype {dtype} as the weights have, got {x.dtype}.", name);
        }
    }

    /// <summary>Checks that physics, where it is given, has as many frames as the motion, of the same dtype.</summary>
    public static void RequireBeside(Tensor motion, Tensor? physics, long width)
    {
        if (physics is null)
        {
            return;
        }

        Shape.Require(physics, "B L P", [motion.size(0), motion.size(1), width]);
        if (physics.dtype != motion.dtype)
        {
            throw new ArgumentException(
                $"Expected dtype {motion.dtype} as the motion has, got {physics.dtype}.", nameof(physics));
        }
    }

    /// <summary>A parameter of a model, for its dtype and device.</summary>
    public static Tensor WeightOf(nn.Module model) => model.parameters().First();
}
