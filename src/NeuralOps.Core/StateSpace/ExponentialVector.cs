using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>Exponentials and what is made of them, a register at a time, with relative errors of rounding.</summary>
/// <remarks>
/// 2^f − 1 on [−½, ½] is f times a polynomial of least largest error (2^f to 1.7e-7, rounding included), so that decays
/// close to 1 keep their distance from it. Results below 2^−126 may be 0, and those above 2^127 infinite.
/// </remarks>
internal static class ExponentialVector
{
    /// <summary>log2(e): e^x = 2^(x·log2(e)).</summary>
    public const float Log2E = 1.442695f;

    /// <summary>1.5·2^23 + 127: what is added to it is rounded to a whole number, which lies in the low bits with the
    /// offset of a float's exponent.</summary>
    public const float Shift = 12582912f + 127;

    /// <summary>2^x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector PowerOfTwo<TVector>(TVector x)
        where TVector : struct, IFloats<TVector>
    {
        var fraction = TVector.Split(x, out var power);
        return TVector.Scale(Fractional(fraction), power);
    }

    /// <summary>1/(1 + e^(−x)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TVector>(TVector x)
        where TVector : struct, IFloats<TVector> =>
        TVector.Broadcast(1f) / (TVector.Broadcast(1f) + PowerOfTwo(x * TVector.Broadcast(-Log2E)));

    /// <summary>The SiLU x·σ(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Silu<TVector>(TVector x)
        where TVector : struct, IFloats<TVector> => x * Sigmoid(x);

    /// <summary>Its derivative σ·(1 + x·(1 − σ)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SiluSlope<TVector>(TVector x)
        where TVector : struct, IFloats<TVector>
    {
        var (one, sigmoid) = (TVector.Broadcast(1f), Sigmoid(x));
        return sigmoid * TVector.MultiplyAdd(x, one - sigmoid, one);
    }

    /// <summary>log(1 + e^x) = max(x, 0) + 2·artanh(e/(2 + e)), e = e^(−|x|); in float32 it is x from 17 on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Softplus<TVector>(TVector x)
        where TVector : struct, IFloats<TVector>
    {
        var e = PowerOfTwo(TVector.Abs(x) * TVector.Broadcast(-Log2E));
        var s = e / (e + TVector.Broadcast(2f));
        var square = s * s;
        var p = Fma(square, TVector.Broadcast(0.28011987f), 0.28001806f);
        p = Fma(square, p, 0.40021527f);
        p = Fma(square, p, 0.6666642f);
        p = Fma(square, p, 2f);
        return TVector.MultiplyAdd(s, p, TVector.Max(x, default));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fractional<TVector>(TVector f)
        where TVector : struct, IFloats<TVector>
    {
        var p = Fma(f, TVector.Broadcast(0.0013264727f), 0.009671513f);
        p = Fma(f, p, 0.055507336f);
        p = Fma(f, p, 0.24022242f);
        p = Fma(f, p, 0.693147f);
        return Fma(f, p, 1f);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fma<TVector>(TVector x, TVector p, float next)
        where TVector : struct, IFloats<TVector> =>
        TVector.MultiplyAdd(x, p, TVector.Broadcast(next));
}
