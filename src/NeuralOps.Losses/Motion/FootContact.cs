using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Whether feet stand on the ground, by their height alone.</summary>
public static class FootContact
{
    /// <summary>Below this height a foot joint counts as standing, in metres: 5 cm, as in Karunratanakul et al. 2023
    /// (Guided Motion Diffusion, arXiv 2305.12577).</summary>
    public const double Height = 0.05;

    /// <summary>1 where a joint is below the height before and after the step from t to t + 1, else 0;
    /// feet [B, T, F, 3] → [B, T, F]. The last row, which has no step, looks at the last frame alone.</summary>
    /// <param name="feet">Toes, rather than ankles, metres, Y up.</param>
    /// <param name="height">In metres.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor ByHeight(Tensor feet, double height = Height)
    {
        Shape.Require(feet, "B T F 3", [Shape.Any, Shape.Any, Shape.Any, 3]);
        using var scope = NewDisposeScope();
        var low = (feet.select(3, 1) < height).to(feet.dtype); // [B, T, F]
        long steps = feet.size(1) - 1;
        var next = cat([low.narrow(1, 1, steps), low.narrow(1, steps, 1)], 1);
        return (low * next).MoveToOuterDisposeScope();
    }
}
