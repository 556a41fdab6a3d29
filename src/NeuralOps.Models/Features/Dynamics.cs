using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The 28 columns of a trajectory's course in time.</summary>
internal static class Dynamics
{
    public static Tensor Of(Tensor trajectory, Tensor variance, TrajectoryPairs pairs)
    {
        long steps = trajectory.size(1) - 1;
        var relative = FeatureMath.Ratio(pairs.Energy, pairs.Energy.mean([1], keepdim: true)); // [B, T+1]
        var (slope, fit, residual) = FeatureMath.Line(relative);
        var logVariance = FeatureMath.Log(variance);
        var curves = new EnergyCurves(relative, residual, pairs.InitialCorrelation);
        Tensor[] columns =
        [
            .. Energy(pairs.LogEnergy),
            slope,
            fit,
            (logVariance.select(1, -1) - logVariance.select(1, 0)) / steps,
            .. Frequency(residual),
            curves.Column(curves.CorrelationTime),
            pairs.StepCorrelation.mean([1]),
            pairs.InitialCorrelation.select(1, -1),
            curves.Column(curves.HalfTime),
            .. Motion(pairs, steps),
            curves.Column(curves.Switches),
            curves.Column(curves.PermutationEntropy),
            Asymmetry(Differences(relative)),
        ];
        var recurrence = Recurrence.Of(trajectory, pairs.Energy.mean([1])); // [B, 3]
        return cat([stack(columns, 1), recurrence, curves.Column(curves.Dimension).unsqueeze(1)], 1);
    }

    private static IEnumerable<Tensor> Energy(Tensor log)
    {
        long steps = log.size(1) - 1;
        var rate = Differences(log);
        return
        [
            (log.select(1, -1) - log.select(1, 0)) / steps,
            FeatureMath.Deviation(rate),
            steps == 1 ? zeros_like(rate.select(1, 0)) : Differences(rate).abs().mean([1]),
            log.max(1).values - log.min(1).values,
        ];
    }

    private static Tensor[] Frequency(Tensor residual)
    {
        long n = residual.size(1);
        long count = n / 2;
        var wave = arange(1, count + 1, dtype: residual.dtype, device: residual.device);
        var time = arange(n, dtype: residual.dtype, device: residual.device);
        var angle = time.unsqueeze(1).mul(wave).remainder(n) * (2 * Math.PI / n); // [n, K]
        var power = residual.matmul(angle.cos()).square() + residual.matmul(angle.sin()).square(); // [B, K]
        var (largest, place) = power.max(1);
        var frequency = wave / n;
        return
        [
            frequency.index_select(0, place) * FeatureMath.Present(largest),
            FeatureMath.Root(largest) * (2.0 / n),
            FeatureMath.Ratio(power.matmul(frequency), power.sum(1)),
            SpectralFeatures.Flatness(power, ones_like(wave)),
        ];
    }

    private static Tensor[] Motion(TrajectoryPairs pairs, long steps)
    {
        var log = FeatureMath.Log(pairs.SquaredStep) / 2; // [B, T]
        var exponents = steps == 1 ? zeros_like(log) : Differences(log);
        var speed = FeatureMath.Root(pairs.SquaredStep).mean([1]);
        var acceleration = FeatureMath.Root(pairs.SquaredTurn).mean([1]);
        long quarter = (steps + 3) / 4;
        var first = FeatureMath.Log(pairs.SquaredStep.narrow(1, 0, quarter).mean([1]));
        var last = FeatureMath.Log(pairs.SquaredStep.narrow(1, steps - quarter, quarter).mean([1]));
        return
        [
            exponents.mean([1]),
            FeatureMath.Deviation(exponents),
            speed,
            acceleration,
            FeatureMath.Ratio(speed, speed + acceleration),
            (last - first) / 2,
        ];
    }

    private static Tensor Asymmetry(Tensor change) =>
        change.pow(3).mean([1]) / (change.square().mean([1]) + FeatureMath.Floor).pow(1.5);

    private static Tensor Differences(Tensor x) => x.narrow(1, 1, x.size(1) - 1) - x.narrow(1, 0, x.size(1) - 1);
}
