using static TorchSharp.torch;

namespace NeuralOps.Models;

/// <summary>Quotients, roots and logarithms whose values and gradients are finite everywhere, and what features share
/// of statistics.</summary>
internal static class FeatureMath
{
    public const double Floor = 1e-8;
    private const double SquareFloor = 1e-12;

    /// <summary>√(x + 10⁻¹²) − 10⁻⁶, zero at zero.</summary>
    public static Tensor Root(Tensor x) => (x + SquareFloor).sqrt() - Math.Sqrt(SquareFloor);

    /// <summary>ln(x + 10⁻¹²).</summary>
    public static Tensor Log(Tensor x) => (x + SquareFloor).log();

    /// <summary>a / (b + 10⁻⁸) for b ≥ 0.</summary>
    public static Tensor Ratio(Tensor a, Tensor b) => a / (b + Floor);

    /// <summary>One where a power is more than rounding, zero elsewhere; without gradient.</summary>
    public static Tensor Present(Tensor power) => (power.detach() > SquareFloor).to(power.dtype);

    /// <summary>The columns of rows whose measure is finite; all NaN for the others, counts and orders
    /// included.</summary>
    public static Tensor OfFinite(Tensor columns, Tensor measure) => columns + (measure.detach() * 0).unsqueeze(-1);

    /// <summary>The mean of a·b over the last axis.</summary>
    public static Tensor Inner(Tensor a, Tensor b) => (a * b).mean([-1]);

    /// <summary>x less its mean over the last axis.</summary>
    public static Tensor Centred(Tensor x) => x - x.mean([-1], keepdim: true);

    /// <summary>⟨ab⟩ / (√⟨a²⟩·√⟨b²⟩) over the last axis; zero where a or b is.</summary>
    public static Tensor Cosine(Tensor a, Tensor b) =>
        Ratio(Inner(a, b), Root(Inner(a, a)) * Root(Inner(b, b)));

    /// <summary>√ of the population variance over the last axis.</summary>
    public static Tensor Deviation(Tensor x) => Root(Centred(x).square().mean([-1]));

    /// <summary>The share of the variance of y [..., n] that a line over n ≥ 2 equidistant points explains, its slope
    /// over the whole range, and the residual.</summary>
    public static (Tensor Slope, Tensor Fit, Tensor Residual) Line(Tensor y)
    {
        var x = (arange(y.size(-1), dtype: y.dtype, device: y.device) / (y.size(-1) - 1)) - 0.5; // −½ … ½
        var centred = Centred(y);
        double n = y.size(-1);
        double square = n * (n + 1) / (12 * (n - 1));
        var slope = centred.matmul(x) / square;
        var residual = centred - (slope.unsqueeze(-1) * x);
        return (slope, Ratio(slope.square() * square, centred.square().sum(-1)), residual);
    }

    /// <summary>Joins what f gives for each row of a batch, so that only one row's intermediate results are alive.
    /// </summary>
    public static Tensor ByRow(Tensor batch, Func<Tensor, Tensor> f)
    {
        return cat([.. batch.split(1).Select(Scoped)], 0);

        Tensor Scoped(Tensor row)
        {
            using var scope = NewDisposeScope();
            return f(row).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The median, the mean of the middle two of an even number.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The values of a tensor on the CPU in float64, without gradient, row by row.</summary>
    public static double[] Values(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }
}
