using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// How far bodies sink below the ground y = 0, by their lowest joint; depths within a tolerance of 5 mm count as none,
/// as in Yuan et al. 2023 (PhysDiff, arXiv 2212.02500, section 4), which takes the lowest vertex of a mesh.
/// </summary>
/// <param name="Share">Frames in which the lowest joint is below the tolerance, of all frames.</param>
/// <param name="Depth">Mean depth over all frames, in mm.</param>
/// <param name="Deepest">The largest depth, in mm.</param>
public sealed record GroundPenetration(double Share, double Depth, double Deepest)
{
    /// <summary>The depth from which a joint counts as below the ground, in metres.</summary>
    public const double Tolerance = 0.005;

    /// <summary>Measures a batch of clips; every real frame weighs the same.</summary>
    /// <param name="joints">[B, T, J, 3], metres, Y up.</param>
    /// <param name="mask">[B, T], 1 for a frame, 0 for padding; null where all frames are real.</param>
    /// <param name="tolerance">In metres.</param>
    /// <exception cref="ArgumentException">A shape differs, or no frame is real.</exception>
    public static GroundPenetration Of(Tensor joints, Tensor? mask, double tolerance = Tolerance)
    {
        Shape.Require(joints, "B T J 3", [Shape.Any, Shape.Any, Shape.Any, 3]);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        var depth = (-joints.select(3, 1)).to(ScalarType.Float64).max(2).values; // [B, T]
        var real = MotionMask.Of(mask, joints).to(ScalarType.Float64);
        double frames = MotionMask.Count(real, nameof(mask));
        var below = real * (depth > tolerance);
        var counted = below * depth * 1000;
        return new GroundPenetration(
            below.sum().ToDouble() / frames, counted.sum().ToDouble() / frames, counted.max().ToDouble());
    }
}
