using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>Σ w L over steps, for the total and for every part; tensors live in the scope that was current at the
/// start.</summary>
internal sealed class WeightedTerms
{
    private readonly DisposeScope? scope = CurrentDisposeScope;
    private readonly Dictionary<string, Tensor> parts = [];
    private Tensor? total;

    public void Add(LossTerms terms, double weight)
    {
        total = Sum(total, terms.Total, weight);
        foreach ((string name, Tensor part) in terms.Parts)
        {
            parts[name] = Sum(parts.GetValueOrDefault(name), part, weight);
        }
    }

    /// <summary>The sums, moved out of the scope.</summary>
    public LossTerms MoveToOuter()
    {
        foreach (var part in parts.Values)
        {
            part.MoveToOuterDisposeScope();
        }

        return new LossTerms(total!.MoveToOuterDisposeScope(), parts);
    }

    // One term of weight 1 passes unchanged: a horizon of one step is the plain loss, bit for bit.
    private Tensor Sum(Tensor? sum, Tensor value, double weight)
    {
        var next = sum is null ? (weight == 1 ? value.alias() : value * weight) : sum.add(value, alpha: weight);
        return next.MoveToOtherDisposeScope(scope!);
    }
}
