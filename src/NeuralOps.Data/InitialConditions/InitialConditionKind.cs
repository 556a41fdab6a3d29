namespace NeuralOps.Data;

/// <summary>A family of initial fields.</summary>
public enum InitialConditionKind
{
    /// <summary>A Gaussian random field of one correlation length.</summary>
    GaussianRandomField,

    /// <summary>The sum of Gaussian random fields of a low, middle or high band of correlation lengths.</summary>
    Multiscale,

    /// <summary>A plane sine wave.</summary>
    Structured,

    /// <summary>A sum of Gaussian blobs.</summary>
    Localized,
}
