using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The columns of single states: 27 spatial, 27 spectral, 3 of curves, and the 15 invariants that drift is
/// measured by.</summary>
internal static class FrameFeatures
{
    public const int Spatial = 27;
    public const int Spectral = 27;
    public const int Invariants = 15;
    private const long CellsPerChunk = 1 << 18;
    private const int Bins = 16;
    private static readonly double[] Quantiles = [0.05, 0.25, 0.5, 0.75, 0.95];

    /// <summary>The columns of each state, [F, C, H, W] → [F, 72]; worked through in pieces that fit a cache.</summary>
    public static Tensor Of(Tensor frames)
    {
        long cells = frames.size(1) * frames.size(2) * frames.size(3);
        var basis = new SpectralBasis(frames.size(2), frames.size(3), frames);
        return cat([.. frames.split(Math.Max(1, CellsPerChunk / cells)).Select(chunk => Columns(chunk, basis))], 0);
    }

    private static Tensor Columns(Tensor frames, SpectralBasis basis)
    {
        using var scope = NewDisposeScope();
        var x = frames.flatten(1); // [F, N]
        var mean = x.mean([1], keepdim: true);
        var centred = x - mean;
        var squares = centred.square();
        var variance = squares.mean([1]);
        var sorted = x.sort(1).Values;
        var slopes = new Slopes(frames);
        var power = basis.Power(frames); // [F, K]
        var sums = power.matmul(basis.Sums); // [F, 14]
        var energy = x.square().mean([1]);
        Tensor[] columns =
        [
            .. Distribution(mean.squeeze(1), centred, squares, variance, sorted),
            .. slopes.Columns(),
            .. Shares(x),
            .. SpectralFeatures.Of(power, sums, basis),
            FeatureMath.Root(energy),
            FeatureMath.Ratio(slopes.SquaredMagnitude, variance),
            Covariance(frames - mean.reshape(-1, 1, 1, 1)),
            .. Drifting(frames, energy, mean.squeeze(1), slopes.MeanMagnitude, sums, basis),
        ];
        return FeatureMath.OfFinite(stack(columns, 1), energy).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Tensor> Distribution(
        Tensor mean, Tensor centred, Tensor squares, Tensor variance, Tensor sorted)
    {
        var floored = variance + FeatureMath.Floor;
        var (least, greatest) = (sorted.select(1, 0), sorted.select(1, -1));
        Tensor[] quantiles = [.. Quantiles.Select(share => Quantile(sorted, share))];
        return
        [
            mean,
            variance,
            FeatureMath.Root(variance),
            (squares * centred).mean([1]) / floored.pow(1.5),
            (squares.square().mean([1]) / floored.square()) - 3,
            least,
            greatest,
            greatest - least,
            quantiles[3] - quantiles[1],
            centred.abs().mean([1]),
            .. quantiles,
        ];
    }

    private static Tensor Quantile(Tensor sorted, double share)
    {
        double place = share * (sorted.size(1) - 1);
        long below = (long)place;
        var lower = sorted.select(1, below);
        return lower + ((sorted.select(1, Math.Min(below + 1, sorted.size(1) - 1)) - lower) * (place - below));
    }

    private static IEnumerable<Tensor> Shares(Tensor x)
    {
        var shares = Histogram.Shares(Histogram.Labels(x, Bins), Bins, x.dtype);
        return [Histogram.Entropy(shares), shares.max(1).values, (shares > 0.01).to(x.dtype).sum(1)];
    }

    /// <summary>The mean covariance of two different channels of states less their mean, [F, C, H, W] → [F].</summary>
    private static Tensor Covariance(Tensor centred)
    {
        long channels = centred.size(1);
        centred = centred - centred.mean([2, 3], keepdim: true);
        var all = centred.sum(1).square().mean([1, 2]);
        var own = centred.square().mean([2, 3]).sum(1);
        return channels == 1 ? zeros_like(own) : (all - own) / (channels * (channels - 1));
    }

    private static IEnumerable<Tensor> Drifting(
        Tensor frames, Tensor energy, Tensor mean, Tensor variation, Tensor sums, SpectralBasis basis)
    {
        var low = basis.LowPassed(frames).flatten(1);
        var x = frames.flatten(1);
        var high = (x - low).abs();
        var (magnitude, smooth) = (x.abs(), low.abs());
        var offset = frames.mean([2, 3]).square().mean([1]); // k = 0, which the power leaves out
        Tensor Norm(PowerSum sum) => FeatureMath.Root(sums.select(1, (long)sum));
        return
        [
            mean,
            magnitude.mean([1]),
            FeatureMath.Root(energy),
            FeatureMath.Root(FeatureMath.Root(x.square().square().mean([1]))),
            magnitude.max(1).values,
            variation,
            Norm(PowerSum.Gradient),
            smooth.mean([1]),
            FeatureMath.Root(sums.select(1, (long)PowerSum.LowPassed) + offset),
            smooth.max(1).values,
            Norm(PowerSum.LowPassedGradient),
            high.mean([1]),
            Norm(PowerSum.HighPassed),
            high.max(1).values,
            Norm(PowerSum.HighPassedGradient),
        ];
    }
}
