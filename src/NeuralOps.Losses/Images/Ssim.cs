using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Losses;

/// <summary>
/// The structural similarity (Wang et al. 2004, doi:10.1109/TIP.2003.819861) with an 11×11 Gaussian window, σ = 1.5:
/// (2μ_a μ_b + C₁)(2σ_ab + C₂) / ((μ_a² + μ_b² + C₁)(σ_a² + σ_b² + C₂)), C₁ = (0.01·R)², C₂ = (0.03·R)².
/// </summary>
/// <remarks>Only windows wholly inside the image count, which equals padding by reflection and cropping five cells, as
/// torchmetrics does. Local variances are weighted, without bias correction. 1 for equal images.</remarks>
public static class Ssim
{
    internal const int Window = 11;
    private const double Sigma = 1.5;

    /// <summary>The mean over all windows, channels and samples, a scalar; differentiable.</summary>
    /// <param name="a">[B, C, H, W] with at least 11×11 cells.</param>
    /// <param name="b">[B, C, H, W].</param>
    /// <param name="dataRange">R, the largest value less the smallest possible, positive.</param>
    /// <exception cref="ArgumentException">A shape differs, or the images are too small.</exception>
    public static Tensor Of(Tensor a, Tensor b, double dataRange = 1)
    {
        using var scope = NewDisposeScope();
        return Map(a, b, dataRange).mean().MoveToOuterDisposeScope();
    }

    /// <summary>The similarity of each window, [B, C, H − 10, W − 10].</summary>
    /// <param name="a">[B, C, H, W] with at least 11×11 cells.</param>
    /// <param name="b">[B, C, H, W].</param>
    /// <param name="dataRange">R, the largest value less the smallest possible, positive.</param>
    /// <exception cref="ArgumentException">A shape differs, or the images are too small.</exception>
    public static Tensor Map(Tensor a, Tensor b, double dataRange = 1)
    {
        Require(a, b, dataRange);
        using var scope = NewDisposeScope();
        (long images, long height, long width) = (a.size(0) * a.size(1), a.size(2), a.size(3));
        var moments = Blur(stack([a, b, a * a, b * b, a * b]).view(5 * images, 1, height, width))
            .view(5, a.size(0), a.size(1), height - Window + 1, width - Window + 1);
        var (meanA, meanB) = (moments[0], moments[1]);
        var product = meanA * meanB;
        var squares = meanA.square() + meanB.square();
        var variances = moments[2] + moments[3] - squares;
        var covariance = moments[4] - product;
        double c1 = Math.Pow(0.01 * dataRange, 2);
        double c2 = Math.Pow(0.03 * dataRange, 2);
        var similarity = ((2 * product) + c1) * ((2 * covariance) + c2) / ((squares + c1) * (variances + c2));
        return similarity.MoveToOuterDisposeScope();
    }

    private static void Require(Tensor a, Tensor b, double dataRange)
    {
        Shape.Require(a, "B C H W", [Shape.Any, Shape.Any, Shape.Any, Shape.Any]);
        Shape.Require(b, "B C H W", a.shape);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataRange);
        if (a.size(2) < Window || a.size(3) < Window)
        {
            throw new ArgumentException(
                $"Expected images of at least {Window}x{Window} cells, got {a.size(2)}x{a.size(3)}.", nameof(a));
        }
    }

    private static Tensor Blur(Tensor x)
    {
        var places = Enumerable.Range(-(Window / 2), Window);
        double[] weights = [.. places.Select(i => Math.Exp(-0.5 * Math.Pow(i / Sigma, 2)))];
        double sum = weights.Sum();
        var window = tensor([.. weights.Select(weight => weight / sum)], [1, 1, Window, 1], x.dtype, x.device);
        return functional.conv2d(functional.conv2d(x, window), window.transpose(2, 3));
    }
}
