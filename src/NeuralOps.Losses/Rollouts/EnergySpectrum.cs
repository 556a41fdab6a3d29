using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>
/// The radial energy spectrum E(κ) = Σ_{κ ≤ |k| + ½ &lt; κ + 1} Σ_c ½|û_c(k)|² with û the discrete Fourier transform
/// divided by H·W and k in whole waves per side. Its sum is ½ mean(Σ_c u_c²).
/// </summary>
public static class EnergySpectrum
{
    /// <summary>The spectrum of each sample. field [B, C, H, W] → [B, K], all shells up to the corner.</summary>
    /// <param name="field">The velocity, or any field; in its dtype.</param>
    /// <exception cref="ArgumentException">The shape differs.</exception>
    public static Tensor Of(Tensor field)
    {
        Shape.Require(field, "B C H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        using var scope = NewDisposeScope();
        var (cosW, sinW) = Waves(field.size(3), field);
        var (cosH, sinH) = Waves(field.size(2), field);
        var (re, im) = (field.matmul(cosW), field.matmul(sinW)); // û along W is re − i·im
        var energy = (cosH.matmul(re) - sinH.matmul(im)).square() + (cosH.matmul(im) + sinH.matmul(re)).square();
        var flat = (energy.sum(1) * 0.5).flatten(1); // [B, H·W]
        long[] shells = Shells(field.size(2), field.size(3));
        var result = zeros([field.size(0), shells.Max() + 1], field.dtype, field.device);
        return result.index_add_(1, tensor(shells, device: field.device), flat, 1).MoveToOuterDisposeScope();
    }

    // cos and sin of 2π·j·k/n, divided by n; j·k is reduced modulo n to keep the angle small.
    private static (Tensor Cos, Tensor Sin) Waves(long n, Tensor like)
    {
        var index = arange(n, dtype: ScalarType.Int64);
        var angle = index.unsqueeze(1).mul(index).remainder(n).to(ScalarType.Float64) * (2 * Math.PI / n);
        return ((angle.cos() / n).to(like.dtype, like.device), (angle.sin() / n).to(like.dtype, like.device));
    }

    private static long[] Shells(long height, long width)
    {
        long[] shells = new long[height * width];
        for (long i = 0; i < shells.Length; i++)
        {
            double ky = Math.Min(i / width, height - (i / width));
            double kx = Math.Min(i % width, width - (i % width));
            shells[i] = (long)Math.Floor(Math.Sqrt((kx * kx) + (ky * ky)) + 0.5);
        }

        return shells;
    }
}
