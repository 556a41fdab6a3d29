using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>What a <see cref="SelectiveScan"/> may do beside its recurrence.</summary>
public sealed record SelectiveScanTerms
{
    /// <summary>The recurrence alone, with the steps as given.</summary>
    public static SelectiveScanTerms None { get; } = new();

    /// <summary>Weight of the input beside the states, [E]: y + D·u; null for none.</summary>
    public Tensor? D { get; init; }

    /// <summary>Gate, of the shape of the input: y·SiLU(z), after D; null for none.</summary>
    public Tensor? Z { get; init; }

    /// <summary>What is added to the steps Δ before all else, [E]; null for none.</summary>
    public Tensor? DeltaBias { get; init; }

    /// <summary>Whether the steps are softplus(Δ + bias), which is positive; otherwise Δ + bias.</summary>
    public bool Softplus { get; init; }
}
