using MathNet.Numerics.LinearAlgebra;
using static TorchSharp.torch;

namespace NeuralOps.Losses;

/// <summary>Tensors as plain numbers.</summary>
internal static class Numbers
{
    public static double[] Doubles(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    public static long[] Integers(Tensor x)
    {
        using var scope = NewDisposeScope();
        return x.detach().to(ScalarType.Int64).cpu().contiguous().data<long>().ToArray();
    }

    /// <summary>x [N, D] with columns of zeros up to a width.</summary>
    public static Matrix<double> Matrix(Tensor x, int width)
    {
        (int rows, int columns) = ((int)x.size(0), (int)x.size(1));
        double[] values = Doubles(x);
        return Matrix<double>.Build.Dense(rows, width, (i, j) => j < columns ? values[(i * columns) + j] : 0);
    }

    /// <summary>The rows of x [N, D].</summary>
    public static double[][] Rows(Tensor x) => x.size(0) == 0 ? [] : [.. Doubles(x).Chunk((int)x.size(1))];

    /// <summary>x, refused where a number is not finite.</summary>
    public static Tensor Finite(Tensor x, string name)
    {
        using var scope = NewDisposeScope();
        long bad = x.isfinite().logical_not().sum().item<long>();
        return bad == 0
            ? x
            : throw new ArgumentException($"Expected finite numbers, got {bad} of {x.numel()} that are not.", name);
    }
}
