namespace NeuralOps.Models;

/// <summary>Options of a <see cref="TemporalConsistencySsm"/>.</summary>
public sealed record TemporalConsistencyOptions
{
    /// <summary>Sizes of the layer; of them <see cref="TemporalLayer.S4"/> takes width and states.</summary>
    public MambaOptions Mamba { get; init; } = new() { Width = 512, StateSize = 64 };

    /// <summary>Which layer it is.</summary>
    public TemporalLayer Layer { get; init; }
}
