using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>An exponential moving average of parameters, a ← d a + (1 − d) p after each update.</summary>
internal sealed class AveragedWeights : IDisposable
{
    private readonly IReadOnlyList<Parameter> parameters;
    private readonly double decay;

    public AveragedWeights(IReadOnlyList<Parameter> parameters, double decay)
    {
        this.parameters = parameters;
        this.decay = decay;
        using var quiet = no_grad();
        Values = [.. parameters.Select(parameter => parameter.detach().clone().DetachFromDisposeScope())];
    }

    public Tensor[] Values { get; }

    public void Update()
    {
        using var quiet = no_grad();
        for (int i = 0; i < Values.Length; i++)
        {
            Values[i].mul_(decay).add_(parameters[i], alpha: 1 - decay);
        }
    }

    /// <summary>Exchanges the parameters with their averages; a second call undoes it.</summary>
    public void Swap()
    {
        using var quiet = no_grad();
        for (int i = 0; i < Values.Length; i++)
        {
            using var kept = parameters[i].clone();
            parameters[i].copy_(Values[i]);
            Values[i].copy_(kept);
        }
    }

    public void Dispose()
    {
        foreach (var value in Values)
        {
            value.Dispose();
        }
    }
}
