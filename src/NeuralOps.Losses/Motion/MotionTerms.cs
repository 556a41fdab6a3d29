using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>A term of the physics loss.</summary>
internal readonly record struct MotionTerm(string Name, Tensor Value, double Weight);

/// <summary>Sums the terms of a motion loss.</summary>
internal static class MotionTerms
{
    /// <summary>reconstruction + λ·max(0, Σ weight·term), moved out of the scope with its parts.</summary>
    public static LossTerms Sum(
        DisposeScope scope, Tensor reconstruction, double physicsWeight, IEnumerable<MotionTerm> terms)
    {
        var parts = new Dictionary<string, Tensor> { ["reconstruction"] = reconstruction.detach() };
        var physics = zeros_like(reconstruction);
        foreach (var term in terms)
        {
            physics = physics.add(term.Value, alpha: term.Weight);
            parts.Add(term.Name, term.Value.detach());
        }

        physics = physics.clamp_min(0);
        var total = reconstruction.add(physics, alpha: physicsWeight);
        parts.Add("physics", physics.detach());
        parts.Add("total", total.detach());
        scope.MoveToOuter(total);
        foreach (var part in parts.Values)
        {
            scope.MoveToOuter(part);
        }

        return new LossTerms(total, parts);
    }
}
