using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace NeuralOps.Core;

/// <summary>Exponentials and what is made of them, sixteen at a time, with relative errors of rounding.</summary>
/// <remarks>
/// 2^f − 1 on [−½, ½] is f times a polynomial of least largest error (2^f to 1.7e-7, rounding included), so that decays
/// close to 1 keep their distance from it. Results below 2^−126 may be 0, and those above 2^127 infinite.
/// </remarks>
internal static class ExponentialVector
{
    /// <summary>log2(e): e^x = 2^(x·log2(e)).</summary>
    public const float Log2E = 1.442695f;

    private const float Rounding = 12582912f; // 1.5·2^23: sums with it are whole numbers in the low bits

    /// <summary>2^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowerOfTwo(Vector512<float> x)
    {
        if (!Avx512DQ.IsSupported)
        {
            return PortablePowerOfTwo(x);
        }

        var fraction = Avx512DQ.Reduce(x, 0);
        return Avx512F.Scale(Fractional(fraction), x - fraction);
    }

    /// <summary>2^x without instructions of one processor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PortablePowerOfTwo(Vector512<float> x)
    {
        x = Vector512.Min(Vector512.Max(x, Vector512.Create(-127f)), Vector512.Create(128f));
        var shifted = x + Vector512.Create(Rounding + 127);
        var fraction = x - (shifted - Vector512.Create(Rounding + 127));
        return Fractional(fraction) * Vector512.ShiftLeft(shifted.AsInt32(), 23).AsSingle();
    }

    /// <summary>1/(1 + e^(−x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x) =>
        Vector512<float>.One / (Vector512<float>.One + PowerOfTwo(x * Vector512.Create(-Log2E)));

    /// <summary>The SiLU x·σ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Silu(Vector512<float> x) => x * Sigmoid(x);

    /// <summary>Its derivative σ·(1 + x·(1 − σ)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SiluSlope(Vector512<float> x)
    {
        var (one, sigmoid) = (Vector512<float>.One, Sigmoid(x));
        return sigmoid * Vector512.MultiplyAddEstimate(x, one - sigmoid, one);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + 2·artanh(e/(2 + e)), e = e^(−|x|); in float32 it is x from 17 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Softplus(Vector512<float> x)
    {
        var e = PowerOfTwo(Vector512.Abs(x) * Vector512.Create(-Log2E));
        var s = e / (e + Vector512.Create(2f));
        var square = s * s;
        var p = Fma(square, Vector512.Create(0.28011987f), 0.28001806f);
        p = Fma(square, p, 0.40021527f);
        p = Fma(square, p, 0.6666642f);
        p = Fma(square, p, 2f);
        return Vector512.MultiplyAddEstimate(s, p, Vector512.Max(x, Vector512<float>.Zero));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fractional(Vector512<float> f)
    {
        var p = Fma(f, Vector512.Create(0.0013264727f), 0.009671513f);
        p = Fma(f, p, 0.055507336f);
        p = Fma(f, p, 0.24022242f);
        p = Fma(f, p, 0.693147f);
        return Fma(f, p, 1f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Fma(Vector512<float> x, Vector512<float> p, float next) =>
        Vector512.MultiplyAddEstimate(x, p, Vector512.Create(next));
}
