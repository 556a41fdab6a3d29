using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Steps of feet from frame to frame.</summary>
internal static class FootSteps
{
    public static void Require(Tensor feet, Tensor contacts, double framesPerSecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(framesPerSecond);
        Shape.Require(feet, "B T F 3", [Shape.Any, Shape.Any, Shape.Any, 3]);
        Shape.Require(contacts, "B T F", [feet.size(0), feet.size(1), feet.size(2)]);
        MotionMask.RequireFrames(feet, 2);
    }

    /// <summary>The squared horizontal speed of each step, feet [B, T, F, 3] → [B, T − 1, F], (m/s)².</summary>
    public static Tensor SquaredSpeed(Tensor feet, double framesPerSecond)
    {
        long steps = feet.size(1) - 1;
        var step = (feet.narrow(1, 1, steps) - feet.narrow(1, 0, steps)) * framesPerSecond; // [B, T − 1, F, 3]
        return step.select(3, 0).square() + step.select(3, 2).square();
    }

    /// <summary>The contact of each step between two real frames, [B, T − 1, F].</summary>
    public static Tensor Weights(Tensor contacts, Tensor mask) =>
        contacts.narrow(1, 0, mask.size(1) - 1) * Real(mask).unsqueeze(2);

    /// <summary>1 for a step between two real frames, [B, T − 1].</summary>
    public static Tensor Real(Tensor mask)
    {
        long steps = mask.size(1) - 1;
        return mask.narrow(1, 0, steps) * mask.narrow(1, 1, steps);
    }
}
