namespace NeuralOps.Cli;

/// <summary>How far a model is from the truth after 1, 2, … steps; means over starts, in normalised units.</summary>
/// <param name="Model">The model's name.</param>
/// <param name="DensityRmse">Root mean square error of the density: a row a step, a column a sequence.</param>
/// <param name="VelocityError">Root mean square length of the velocity's error, by step.</param>
/// <param name="Correlation">Pearson's correlation of the density with the truth, by step.</param>
/// <param name="CorrelationSteps">Steps until the correlation falls below 0.9.</param>
/// <param name="Divergence">Root mean square divergence, central differences, by step.</param>
/// <param name="TrueDivergence">The same of the truth.</param>
/// <param name="Spectrum">Energy of the velocity by wavenumber after the last step.</param>
/// <param name="TrueSpectrum">The same of the truth.</param>
public sealed record HorizonErrors(
    string Model, IReadOnlyList<double[]> DensityRmse, IReadOnlyList<double> VelocityError,
    IReadOnlyList<double> Correlation, double CorrelationSteps,
    IReadOnlyList<double> Divergence, IReadOnlyList<double> TrueDivergence,
    IReadOnlyList<double> Spectrum, IReadOnlyList<double> TrueSpectrum)
{
    /// <summary>The density error over all sequences after a number of steps.</summary>
    /// <param name="steps">From 1 to the horizon.</param>
    public double MeanDensityRmse(int steps) => DensityRmse[steps - 1].Average();

    /// <summary>Mean over wavenumbers of |ln E − ln E_true|: 0 is the right energy at every scale.</summary>
    public double SpectrumError => Spectrum.Zip(TrueSpectrum)
        .Skip(1).Average(pair => Math.Abs(Math.Log((pair.First + 1e-12) / (pair.Second + 1e-12))));
}
