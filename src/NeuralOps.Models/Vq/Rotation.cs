using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>
/// The rotation trick: q = s R z with s = |q|/|z| and the rotation R = I − 2 r rᵀ + 2 q̂ ẑᵀ, r = (q̂ + ẑ)/|q̂ + ẑ|,
/// held constant, so that the gradient at z is s Rᵀ times that at q: angles between gradient and vector stay. Source:
/// Fifty et al. 2024, arXiv:2410.06424, section 4.
/// </summary>
internal static class Rotation
{
    private const double Least = 1e-12;

    /// <summary>z [N, D], q [N, D] without gradients → q, through which gradients reach z.</summary>
    public static Tensor Apply(Tensor z, Tensor q)
    {
        var constant = z.detach();
        var (zNorm, qNorm) = (Norm(constant), Norm(q)); // [N, 1]
        var (zHat, qHat) = (constant / zNorm, q / qNorm);
        var middle = zHat + qHat;
        var r = middle / Norm(middle);
        var rotated = z - (2 * r * Dot(r, z)) + (2 * qHat * Dot(zHat, z));
        var passed = rotated * (qNorm / zNorm);
        return passed + (q - passed).detach(); // exactly q, whatever the rounding
    }

    private static Tensor Dot(Tensor a, Tensor b) => (a * b).sum(1, keepdim: true);

    private static Tensor Norm(Tensor x) => Dot(x, x).sqrt().clamp_min(Least);
}
