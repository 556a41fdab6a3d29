using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The discrete Fourier transform of real fields, cut to low frequencies: X_k = s Σ_j x_j e^{−2πi k·j/n}, as products
/// with constant real matrices, so that it costs what it keeps, has gradients, runs on any device and exports.
/// </summary>
/// <remarks>
/// The last d axes are space. The last one is that of the real transform: frequencies 0 … min(m, ⌊n/2⌋+1)−1. A leading
/// axis keeps 0 … p−1 and then −q … −1 with p = min(m, ⌈n/2⌉) and q = min(m, ⌊n/2⌋), or by
/// <see cref="KeptRows.NonNegative"/> 0 … min(m, n)−1; with m ≥ n that is the order of the FFT, so the spectrum may be
/// cut anywhere between nothing and nothing lost. s is 1, or 1/√N by <see cref="FourierScaling.Orthonormal"/>.
/// </remarks>
public static partial class TruncatedFourier
{
    private const int MostDimensions = 3;

    /// <summary>The kept part of the spectrum.</summary>
    /// <param name="x">[.., n_1 .. n_d], float32 or float64.</param>
    /// <param name="modes">m_1 .. m_d, each at least 1; d is 1, 2 or 3.</param>
    /// <param name="rows">Which frequencies of the leading axes are kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <returns>Real and imaginary part [.., r_1 .. r_d].</returns>
    /// <exception cref="ArgumentException">Another element type, or x has fewer axes than modes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A number of modes is not positive.</exception>
    public static (Tensor Real, Tensor Imaginary) Forward(
        Tensor x, ReadOnlySpan<long> modes, KeptRows rows, FourierScaling scaling)
    {
        RequireModes(modes);
        RequireSpace(x, modes.Length, nameof(x));
        var grid = x.shape[^modes.Length..];
        using var scope = NewDisposeScope();
        var (real, imaginary) = Forward(x, KeptModes.Of(modes, grid, rows), scaling);
        return scope.MoveToOuter(real, imaginary);
    }

    /// <summary>The real field that has this spectrum and nothing outside it.</summary>
    /// <remarks>
    /// Complex over the leading axes, then real over the last: imaginary parts of frequency 0 and, where n is even, n/2
    /// of the last axis are ignored, as an inverse real FFT does.
    /// </remarks>
    /// <param name="real">[.., r_1 .. r_d] as <see cref="Forward(Tensor, ReadOnlySpan{long}, KeptRows,
    /// FourierScaling)"/> gives it.</param>
    /// <param name="imaginary">The imaginary part, of the same shape.</param>
    /// <param name="grid">n_1 .. n_d; d is 1, 2 or 3.</param>
    /// <param name="rows">Which frequencies of the leading axes were kept.</param>
    /// <param name="scaling">Where the pair of transforms is divided by N.</param>
    /// <returns>[.., n_1 .. n_d].</returns>
    /// <exception cref="ArgumentException">The parts differ in shape, or hold more frequencies than the
    /// grid.</exception>
    public static Tensor Inverse(
        Tensor real, Tensor imaginary, ReadOnlySpan<long> grid, KeptRows rows, FourierScaling scaling)
    {
        RequireDimensions(grid.Length, nameof(grid));
        RequireSpace(real, grid.Length, nameof(real));
        Shape.Require(imaginary, Names(real.shape.Length), real.shape);
        var kept = real.shape[^grid.Length..];
        for (var axis = 0; axis < grid.Length; axis++)
        {
            var most = axis == grid.Length - 1 ? (grid[axis] / 2) + 1 : grid[axis];
            if (kept[axis] > most)
            {
                throw new ArgumentException(
                    $"Expected at most {most} frequencies on axis {axis - grid.Length} for the grid "
                    + $"{Shape.Format(grid)}, got {kept[axis]}.",
                    nameof(real));
            }
        }

        using var scope = NewDisposeScope();
        return Inverse(real, imaginary, KeptModes.OfSpectrum(kept, rows), grid, scaling).MoveToOuterDisposeScope();
    }

    internal static (Tensor Real, Tensor Imaginary) Forward(Tensor x, KeptModes kept, FourierScaling scaling)
    {
        var dimensions = kept.Dimensions;
        var grid = x.shape[^dimensions..];
        var last = FourierBasis.RealForward(
            grid[^1], kept.Count(dimensions - 1), Scale(grid, scaling).Forward, x);
        Tensor[] parts = x.matmul(last).chunk(2, -1); // 2 · [.., n_1 .. n_{d-1}, m_d]
        for (var axis = dimensions - 2; axis >= 0; axis--)
        {
            var basis = FourierBasis.ComplexForward(grid[axis], kept.Positive[axis], kept.Negative[axis], x);
            parts = AlongAxis(parts, basis, axis - dimensions);
        }

        return (parts[0], parts[1]);
    }

    internal static Tensor Inverse(
        Tensor real, Tensor imaginary, KeptModes kept, ReadOnlySpan<long> grid, FourierScaling scaling)
    {
        var dimensions = kept.Dimensions;
        Tensor[] parts = [real, imaginary];
        for (var axis = 0; axis < dimensions - 1; axis++)
        {
            var basis = FourierBasis.ComplexInverse(grid[axis], kept.Positive[axis], kept.Negative[axis], real);
            parts = AlongAxis(parts, basis, axis - dimensions);
        }

        var last = FourierBasis.RealInverse(grid[^1], kept.Count(dimensions - 1), Scale(grid, scaling).Inverse, real);
        return cat(parts, -1).matmul(last);
    }

    /// <summary>The factors of the forward and the inverse transform.</summary>
    internal static (double Forward, double Inverse) Scale(ReadOnlySpan<long> grid, FourierScaling scaling)
    {
        double points = 1;
        foreach (var length in grid)
        {
            points *= length;
        }

        var root = 1 / Math.Sqrt(points);
        return scaling == FourierScaling.Orthonormal ? (root, root) : (1, 1 / points);
    }

    internal static void RequireDimensions(int dimensions, string name)
    {
        if (dimensions is < 1 or > MostDimensions)
        {
            throw new ArgumentException($"Expected 1 to {MostDimensions} axes of space, got {dimensions}.", name);
        }
    }

    internal static void RequireReal(Tensor x, string name)
    {
        if (x.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"Expected a float32 or float64 tensor, got {x.dtype}.", name);
        }
    }

    // (real; imaginary) stacked along the axis, times a matrix from the left; the axes after it are one.
    private static Tensor[] AlongAxis(Tensor[] parts, Tensor basis, int axis)
    {
        var stacked = cat(parts, axis); // [.., 2n, ..]
        var shape = stacked.shape;
        shape[^-axis] = basis.size(0);
        var flat = axis == -2 ? stacked : stacked.flatten(axis + 1);
        return basis.matmul(flat).reshape(shape).chunk(2, axis);
    }

    internal static void RequireModes(ReadOnlySpan<long> modes)
    {
        RequireDimensions(modes.Length, nameof(modes));
        foreach (var count in modes)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(modes));
        }
    }

    private static void RequireSpace(Tensor x, int dimensions, string name)
    {
        ArgumentNullException.ThrowIfNull(x, name);
        RequireReal(x, name);
        if (x.ndim < dimensions)
        {
            throw new ArgumentException(
                $"Expected at least {dimensions} axes, those of space last, got {Shape.Format(x.shape)}.", name);
        }
    }

    private static string Names(int axes) => string.Join(' ', Enumerable.Range(0, axes).Select(axis => $"axis{axis}"));
}
