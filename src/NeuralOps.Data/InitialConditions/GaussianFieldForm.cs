namespace NeuralOps.Data;

/// <summary>The wave number and the scaling of a <see cref="GaussianRandomField"/>.</summary>
public enum GaussianFieldForm
{
    /// <summary>Radians per side; the variance holds in expectation, and its covariance is that of the
    /// spectrum.</summary>
    ExpectedVariance,

    /// <summary>As <see cref="ExpectedVariance"/>, then divided by the field's own standard deviation: each field has
    /// the variance exactly.</summary>
    ExactVariance,

    /// <summary>
    /// Cycles per cell and no scaling, as the operator-agent reference computes it: nearly white, with a standard
    /// deviation of about 1/N. Only for comparing with its numbers.
    /// </summary>
    Reference,
}
