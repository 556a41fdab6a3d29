namespace NeuralOps.Models;

/// <summary>How a <see cref="RandomOperator"/> disturbs its last features y by a scale s.</summary>
public enum NoiseKind
{
    /// <summary>y + s·n with n of the standard normal distribution.</summary>
    Gaussian,

    /// <summary>y + s·n with n exponential of random sign, of variance 2.</summary>
    Laplace,

    /// <summary>Channels set to zero with probability s, the others divided by 1 − s.</summary>
    Dropout,

    /// <summary>y·(1 + s·n) with n of the standard normal distribution.</summary>
    Multiplicative,
}
