using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>The 8 columns of what one channel, or one state, tells of another.</summary>
internal static class Couplings
{
    public static Tensor Of(Tensor trajectory) => FeatureMath.ByRow(trajectory, Columns);

    private static Tensor Columns(Tensor trajectory)
    {
        long steps = trajectory.size(1) - 1;
        var (now, before) = (trajectory.narrow(1, 1, steps), trajectory.narrow(1, 0, steps)); // [B, T, C, H, W]
        return stack([.. Channels(now, now - before), .. Causality(now, before)], 1);
    }

    private static Tensor[] Channels(Tensor states, Tensor change)
    {
        long channels = states.size(2);
        var covariance = Covariance(states); // [B, T, C, C]
        var mean = covariance.mean([1]); // [B, C, C]
        var trace = mean.diagonal(0, 1, 2).sum(1);
        var participation = FeatureMath.Ratio(trace.square(), mean.square().sum([1, 2]) * channels);
        if (channels == 1)
        {
            var none = zeros_like(trace);
            return [none, none, participation, none];
        }

        var strength = Correlation(covariance).abs().mean([1]); // [B, C, C], the diagonal zero
        double pairs = channels * (channels - 1);
        return
        [
            strength.sum([1, 2]) / pairs,
            strength.flatten(1).max(1).values,
            participation,
            Correlation(Covariance(change)).abs().mean([1]).sum([1, 2]) / pairs,
        ];
    }

    private static Tensor Covariance(Tensor states)
    {
        var centred = FeatureMath.Centred(states.flatten(3)); // [B, T, C, H·W]
        return centred.matmul(centred.transpose(2, 3)) / centred.size(3);
    }

    private static Tensor Correlation(Tensor covariance)
    {
        var deviation = FeatureMath.Root(covariance.diagonal(0, 2, 3)); // [B, T, C]
        var scale = deviation.unsqueeze(3) * deviation.unsqueeze(2);
        var others = 1 - Identity(covariance.size(3), covariance);
        return FeatureMath.Ratio(covariance, scale) * others;
    }

    private static Tensor Identity(long n, Tensor like)
    {
        var index = arange(n, device: like.device);
        return (index.unsqueeze(1) == index).to(like.dtype);
    }

    private static Tensor[] Causality(Tensor now, Tensor before)
    {
        var (y, a) = (now.flatten(1), before.flatten(1)); // [B, T·N]
        var laplacian = (before.roll(1, 3) + before.roll(-1, 3) + before.roll(1, 4) + before.roll(-1, 4)
            - (before * 4)).flatten(1);
        var own = FeatureMath.Inner(a, a);
        Tensor Residual(Tensor x) => x - (FeatureMath.Ratio(FeatureMath.Inner(x, a), own).unsqueeze(1) * a);
        var neighbours = FeatureMath.Cosine(Residual(y), Residual(laplacian)).square();
        return [FeatureMath.Cosine(y, a).square(), neighbours, Transport(now, before, 4), Transport(now, before, 3)];
    }

    private static Tensor Transport(Tensor now, Tensor before, long axis)
    {
        now = now - now.mean([2, 3, 4], keepdim: true);
        before = before - before.mean([2, 3, 4], keepdim: true);
        var difference = (before.roll(1, axis) - before.roll(-1, axis)).flatten(1);
        var (y, a) = (now.flatten(1), before.flatten(1));
        var scale = FeatureMath.Root(FeatureMath.Inner(y, y)) * FeatureMath.Root(FeatureMath.Inner(a, a));
        return FeatureMath.Ratio(FeatureMath.Inner(y, difference), scale);
    }
}
