using NeuralOps.Data;

namespace NeuralOperatorAgent;

/// <summary>What a dataset is made of, as a YAML file says it.</summary>
internal sealed record DomainOptions
{
    /// <summary>The family of operators.</summary>
    public DomainKind Domain { get; init; }

    /// <summary>The axes of their parameters; by default the family's own.</summary>
    public IReadOnlyList<ParameterDimension>? Dimensions { get; init; }

    /// <summary>What the random convolutional operators start from.</summary>
    public InitialConditionOptions InitialConditions { get; init; } = new();
}
