using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Histograms of rows, without gradient.</summary>
internal static class Histogram
{
    /// <summary>The bin of each value between the least and the greatest of its row, x [R, N] → int64 [R, N].</summary>
    public static Tensor Labels(Tensor x, int bins)
    {
        x = x.detach();
        var least = x.min(1, keepdim: true).values;
        var range = x.max(1, keepdim: true).values - least;
        var place = (x - least) / where(range == 0, ones_like(range), range) * bins;
        return place.to(ScalarType.Int64).clamp(0, bins - 1);
    }

    /// <summary>The share of each bin, labels [R, N] → [R, bins].</summary>
    public static Tensor Shares(Tensor labels, int bins, ScalarType dtype)
    {
        (long rows, long n) = (labels.size(0), labels.size(1));
        var first = arange(rows, dtype: ScalarType.Int64, device: labels.device).unsqueeze(1) * bins;
        var counts = zeros([rows * bins], dtype, labels.device);
        var one = full([1], 1.0 / n, dtype: dtype, device: labels.device).expand(rows * n);
        return counts.index_add_(0, (labels + first).flatten(), one, 1).reshape(rows, bins);
    }

    /// <summary>The entropy in nats, shares [R, bins] → [R].</summary>
    public static Tensor Entropy(Tensor shares) => -(shares * FeatureMath.Log(shares)).sum(1);
}
