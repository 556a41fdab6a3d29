using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>
/// The matrices of truncated transforms along one axis of n points, computed in float64 and kept per size, element type
/// and device. θ = 2π k j / n for frequency k and point j.
/// </summary>
internal static class FourierBasis
{
    private static readonly ConstantCache<Key, Tensor> Matrices = new(256);

    private enum Kind
    {
        RealForward,
        RealInverse,
        ComplexForward,
        ComplexInverse,
    }

    /// <summary>[n, 2m]: columns cos θ, then −sin θ, times <paramref name="scale"/>.</summary>
    public static Tensor RealForward(long points, long modes, double scale, Tensor like) =>
        Of(Kind.RealForward, points, modes, 0, scale, like);

    /// <summary>
    /// [2m, n]: rows h cos θ, then −h sin θ, times <paramref name="scale"/>; h is 2 for frequencies that stand for
    /// their negative too and 1 for 0 and n/2, where the sine is exactly 0.
    /// </summary>
    public static Tensor RealInverse(long points, long modes, double scale, Tensor like) =>
        Of(Kind.RealInverse, points, modes, 0, scale, like);

    /// <summary>[2r, 2n], (real; imaginary) stacked on both sides: e^{−iθ}, frequencies 0 … p−1, −q … −1.</summary>
    public static Tensor ComplexForward(long points, long positive, long negative, Tensor like) =>
        Of(Kind.ComplexForward, points, positive, negative, 1, like);

    /// <summary>[2n, 2r]: e^{iθ}, the conjugate transpose of <see cref="ComplexForward"/>.</summary>
    public static Tensor ComplexInverse(long points, long positive, long negative, Tensor like) =>
        Of(Kind.ComplexInverse, points, positive, negative, 1, like);

    /// <summary>cos θ and sin θ, exact where they are 0 or ±1.</summary>
    public static (double Cos, double Sin) Turn(long frequency, long point, long points)
    {
        var step = ((frequency * point % points) + points) % points;
        return (step * 4 % points, step * 4 / points) switch
        {
            (0, 0) => (1, 0),
            (0, 1) => (0, 1),
            (0, 2) => (-1, 0),
            (0, 3) => (0, -1),
            _ => (Math.Cos(2 * Math.PI * step / points), Math.Sin(2 * Math.PI * step / points)),
        };
    }

    /// <summary>The number of times a kept frequency of a real field counts.</summary>
    public static int Weight(long frequency, long points) => frequency == 0 || 2 * frequency == points ? 1 : 2;

    private static Tensor Of(Kind kind, long points, long positive, long negative, double scale, Tensor like)
    {
        var key = new Key(kind, points, positive, negative, scale, like.dtype, like.device_type, like.device_index);
        return Matrices.Of(key, () => Create(key, like.device));
    }

    private static Tensor Create(Key key, Device device)
    {
        var (rows, columns) = key.Shape;
        var values = new double[rows * columns];
        for (long row = 0; row < rows; row++)
        {
            for (long column = 0; column < columns; column++)
            {
                values[(row * columns) + column] = key.Element(row, column) * key.Scale;
            }
        }

        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        return tensor(values, [rows, columns], dtype: key.Dtype, device: device).DetachFromDisposeScope();
    }

    private sealed record Key(
        Kind Kind,
        long Points,
        long Positive,
        long Negative,
        double Scale,
        ScalarType Dtype,
        TorchSharp.DeviceType DeviceType,
        int DeviceIndex)
    {
        private long Kept => Positive + Negative;

        public (long Rows, long Columns) Shape => Kind switch
        {
            Kind.RealForward => (Points, 2 * Kept),
            Kind.RealInverse => (2 * Kept, Points),
            Kind.ComplexForward => (2 * Kept, 2 * Points),
            _ => (2 * Points, 2 * Kept),
        };

        public double Element(long row, long column) => Kind switch
        {
            Kind.RealForward => Real(column, row),
            Kind.RealInverse => Weight(row % Kept, Points) * Real(row, column),
            Kind.ComplexForward => Complex(row, column),
            _ => Complex(column, row), // real orthogonal form: the conjugate transpose is the transpose
        };

        private double Real(long part, long point)
        {
            var (cos, sin) = Turn(part % Kept, point, Points);
            return part < Kept ? cos : -sin;
        }

        // [[cos, sin], [−sin, cos]]
        private double Complex(long part, long pointPart)
        {
            var row = part % Kept;
            var frequency = row < Positive ? row : row - Kept;
            var (cos, sin) = Turn(frequency, pointPart % Points, Points);
            return (part < Kept) == (pointPart < Points) ? cos : part < Kept ? sin : -sin;
        }
    }
}
