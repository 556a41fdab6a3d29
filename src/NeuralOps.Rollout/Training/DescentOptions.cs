using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Rollout;

/// <summary>The optimiser and its constants.</summary>
public sealed record DescentOptions
{
    /// <summary>The rule.</summary>
    public OptimizerKind Kind { get; init; }

    /// <summary>η, the learning rate before the schedule, above 0.</summary>
    public double LearningRate
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(value);
            field = value;
        }
    } = 7e-4;

    /// <summary>The weight decay, from 0.</summary>
    public double WeightDecay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            field = value;
        }
    }

    /// <summary>β₁ of Adam, in [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>β₂ of Adam, in [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>ε of Adam.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Whether Adam divides by the running maximum of the second moment.</summary>
    public bool AmsGrad { get; init; }

    /// <summary>The momentum of SGD, in [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>Whether SGD looks ahead (Nesterov).</summary>
    public bool Nesterov { get; init; }

    /// <summary>The optimiser of a module's parameters; move the module to its device first.</summary>
    /// <param name="parameters">The parameters.</param>
    public OptimizerHelper Create(IEnumerable<Parameter> parameters) => Kind switch
    {
        OptimizerKind.Adam => optim.Adam(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, AmsGrad),
        OptimizerKind.AdamW => optim.AdamW(parameters, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, AmsGrad),
        _ => optim.SGD(parameters, LearningRate, Momentum, weight_decay: WeightDecay, nesterov: Nesterov),
    };
}
