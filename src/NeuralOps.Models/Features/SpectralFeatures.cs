using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The 27 spectral columns of states, from their power [F, K] and its sums [F, 14].</summary>
internal static class SpectralFeatures
{
    private const double RolloffShare = 0.85;

    public static IEnumerable<Tensor> Of(Tensor power, Tensor sums, SpectralBasis basis)
    {
        var (largest, place) = power.max(1);
        var present = FeatureMath.Present(largest);
        var total = sums.select(1, (long)PowerSum.Total);
        Tensor Share(PowerSum sum) => FeatureMath.Ratio(sums.select(1, (long)sum), total);
        return
        [
            .. basis.BandModes.SelectMany(modes => Band(power, modes, basis)),
            basis.FrequencyX.index_select(0, place) * present,
            basis.FrequencyY.index_select(0, place) * present,
            largest,
            Share(PowerSum.X),
            Share(PowerSum.Y),
            Bandwidth(power, total, Share(PowerSum.Radius), basis),
            Share(PowerSum.Low),
            Share(PowerSum.Middle),
            Share(PowerSum.High),
            Flatness(power, basis.Weights),
            Rolloff(power.detach(), total.detach(), basis),
            FeatureMath.Ratio(
                sums.select(1, (long)PowerSum.Anisotropy).abs(), sums.select(1, (long)PowerSum.SquaredRadius)),
        ];
    }

    /// <summary>exp(mean ln(p + 10⁻⁸)) / (mean p + 10⁻⁸) over the last axis, with weights.</summary>
    public static Tensor Flatness(Tensor power, Tensor weights)
    {
        var shares = weights / weights.sum();
        return ((power + FeatureMath.Floor).log().matmul(shares)).exp() / (power.matmul(shares) + FeatureMath.Floor);
    }

    private static Tensor[] Band(Tensor power, Tensor modes, SpectralBasis basis)
    {
        var weights = basis.Weights.index_select(0, modes);
        var part = power.index_select(1, modes);
        var shares = weights / weights.sum();
        var mean = part.matmul(shares);
        return
        [
            mean,
            part.max(1).values,
            FeatureMath.Root((part - mean.unsqueeze(1)).square().matmul(shares)),
        ];
    }

    private static Tensor Bandwidth(Tensor power, Tensor total, Tensor centre, SpectralBasis basis) =>
        FeatureMath.Root(FeatureMath.Ratio(
            ((basis.Frequency - centre.unsqueeze(1)).square() * power).matmul(basis.Weights), total));

    private static Tensor Rolloff(Tensor power, Tensor total, SpectralBasis basis)
    {
        var complete = power.matmul(basis.Cumulative) >= (total * RolloffShare).unsqueeze(1); // [F, 32]
        var before = (1 - complete.to(power.dtype)).sum(1);
        return (before.clamp(0, basis.Cumulative.size(1) - 1) + 1) * SpectralBasis.RingWidth;
    }
}
