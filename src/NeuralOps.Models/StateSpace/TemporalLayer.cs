namespace NeuralOps.Models;

/// <summary>The layer within a <see cref="TemporalConsistencySsm"/>.</summary>
public enum TemporalLayer
{
    /// <summary>A <see cref="NeuralOps.Models.Mamba"/> layer.</summary>
    Mamba,

    /// <summary>An <see cref="S4Layer"/> of the same width and number of states.</summary>
    S4,
}
