using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary>How far a predicted field is from the true one.</summary>
/// <param name="Rmse">√mean((p − t)²).</param>
/// <param name="RelativeL2">‖p − t‖₂ / ‖t‖₂; infinite where only t is 0.</param>
/// <param name="Mae">mean|p − t|.</param>
/// <param name="Correlation">Pearson's correlation over all elements.</param>
/// <param name="SpectrumError">Mean over wavenumbers from 1 of |ln E_p − ln E_t|, 0 for the right energy at every
/// scale; null for arrays without a grid.</param>
internal sealed record FieldErrors(
    double Rmse, double RelativeL2, double Mae, double Correlation, double? SpectrumError)
{
    // Keeps empty shells out of the logarithm.
    private const double LeastEnergy = 1e-12;

    /// <summary>Measures two arrays of the same shape, in float64.</summary>
    /// <param name="prediction">p [..., H, W].</param>
    /// <param name="target">t, of the same shape.</param>
    public static FieldErrors Of(Tensor prediction, Tensor target)
    {
        using var scope = NewDisposeScope();
        var error = prediction - target;
        double norm = target.square().sum().sqrt().ToDouble(), distance = error.square().sum().sqrt().ToDouble();
        return new FieldErrors(
            error.square().mean().sqrt().ToDouble(),
            distance == 0 ? 0 : distance / norm,
            error.abs().mean().ToDouble(),
            CorrelationTime.Correlation(prediction.reshape(1, 1, -1), target.reshape(1, 1, -1)).ToDouble(),
            HasGrid(target) ? Spectrum(prediction, target) : null);
    }

    private static bool HasGrid(Tensor field) => field.ndim >= 2 && field.size(-1) >= 2 && field.size(-2) >= 2;

    private static double Spectrum(Tensor prediction, Tensor target)
    {
        var difference = (Energy(prediction) + LeastEnergy).log() - (Energy(target) + LeastEnergy).log();
        return difference.abs().mean().ToDouble();
    }

    private static Tensor Energy(Tensor field)
    {
        var spectrum = EnergySpectrum.Of(field.reshape(-1, 1, field.size(-2), field.size(-1))).mean([0]);
        return spectrum.narrow(0, 1, spectrum.size(0) - 1);
    }
}
