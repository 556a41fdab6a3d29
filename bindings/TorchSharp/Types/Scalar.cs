using System.Globalization;
using TorchSharp.Native;

namespace TorchSharp;

/// <summary>A number with its element type.</summary>
public sealed class Scalar : IDisposable
{
    private readonly long integer;
    private readonly double real;

    private Scalar(torch.ScalarType type, long integer, double real) =>
        (Type, this.integer, this.real) = (type, integer, real);

    public torch.ScalarType Type { get; }

    internal bool IsReal => Type is torch.ScalarType.Float16 or torch.ScalarType.BFloat16
        or torch.ScalarType.Float32 or torch.ScalarType.Float64;

    internal double AsDouble => IsReal ? real : integer;

    internal long AsInt64 => IsReal ? (long)real : integer;

    public static implicit operator Scalar(byte value) => new(torch.ScalarType.Byte, value, value);

    public static implicit operator Scalar(int value) => new(torch.ScalarType.Int32, value, value);

    public static implicit operator Scalar(long value) => new(torch.ScalarType.Int64, value, value);

    public static implicit operator Scalar(float value) => new(torch.ScalarType.Float32, (long)value, value);

    public static implicit operator Scalar(double value) => new(torch.ScalarType.Float64, (long)value, value);

    public static implicit operator Scalar(bool value) => new(torch.ScalarType.Bool, value ? 1 : 0, value ? 1 : 0);

    public void Dispose()
    {
    }

    public override string ToString() =>
        IsReal ? real.ToString(CultureInfo.InvariantCulture) : integer.ToString(CultureInfo.InvariantCulture);

    internal Argument ToArgument() => Type == torch.ScalarType.Bool ? integer != 0 : IsReal ? (Argument)real : integer;
}

/// <summary>Conversions to and from <see cref="Scalar"/>.</summary>
public static class ScalarExtensionMethods
{
    public static Scalar ToScalar(this int value) => value;

    public static Scalar ToScalar(this long value) => value;

    public static Scalar ToScalar(this float value) => value;

    public static Scalar ToScalar(this double value) => value;

    public static Scalar ToScalar(this bool value) => value;

    public static double ToDouble(this Scalar value) => value.AsDouble;

    public static float ToSingle(this Scalar value) => (float)value.AsDouble;

    public static long ToInt64(this Scalar value) => value.AsInt64;

    public static int ToInt32(this Scalar value) => (int)value.AsInt64;

    public static bool ToBoolean(this Scalar value) => value.AsDouble != 0;
}
