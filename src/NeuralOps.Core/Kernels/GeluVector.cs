using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>
/// The exact GELU z·Φ(z) and its derivative Φ(z) + z·φ(z), a register at a time, with Φ and φ the distribution and
/// the density of the standard normal.
/// </summary>
/// <remarks>
/// Both Φ − ½ and the derivative − ½ are odd, so z·P(z²)/Q(z²) up to the point where float32 no longer tells them from
/// ½, with coefficients of least largest error: 1.7e-7 for Φ and 2.5e-7 for the derivative, rounding included.
/// </remarks>
internal static class GeluVector
{
    private const float PhiEnd = 5.4f;
    private const float SlopeEnd = 6.2f;

    /// <summary>Φ(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Phi<TVector>(TVector z)
        where TVector : struct, IFloats<TVector>
    {
        z = TVector.Min(TVector.Max(z, TVector.Broadcast(-PhiEnd)), TVector.Broadcast(PhiEnd));
        var s = z * z;
        var p = Fma(s, 2.3386749e-08f, 6.3598677e-06f);
        p = Fma(s, p, 0.00016431308f);
        p = Fma(s, p, 0.0046507986f);
        p = Fma(s, p, 0.03337148f);
        p = Fma(s, p, 0.39894223f);
        var q = Fma(s, 1.2165801e-06f, 7.239691e-05f);
        q = Fma(s, q, 0.0018589337f);
        q = Fma(s, q, 0.02837824f);
        q = Fma(s, q, 0.250316f);
        q = Fma(s, q, 1f);
        return TVector.MultiplyAdd(z, p / q, TVector.Broadcast(0.5f));
    }

    /// <summary>Φ(z) + z·φ(z).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Slope<TVector>(TVector z)
        where TVector : struct, IFloats<TVector>
    {
        z = TVector.Min(TVector.Max(z, TVector.Broadcast(-SlopeEnd)), TVector.Broadcast(SlopeEnd));
        var s = z * z;
        var p = Fma(s, -3.0665172e-11f, 1.500423e-08f);
        p = Fma(s, p, 1.4063951e-06f);
        p = Fma(s, p, 3.1997548e-05f);
        p = Fma(s, p, 0.0003908649f);
        p = Fma(s, p, 0.013338355f);
        p = Fma(s, p, -0.01221546f);
        p = Fma(s, p, 0.7978845f);
        var q = Fma(s, 4.420512e-07f, 1.2177202e-05f);
        q = Fma(s, q, 0.00028496078f);
        q = Fma(s, q, 0.0044490285f);
        q = Fma(s, q, 0.04772692f);
        q = Fma(s, q, 0.31802276f);
        q = Fma(s, q, 1f);
        return TVector.MultiplyAdd(z, p / q, TVector.Broadcast(0.5f));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fma<TVector>(TVector s, float leading, float next)
        where TVector : struct, IFloats<TVector> =>
        TVector.MultiplyAdd(s, TVector.Broadcast(leading), TVector.Broadcast(next));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Fma<TVector>(TVector s, TVector p, float next)
        where TVector : struct, IFloats<TVector> =>
        TVector.MultiplyAdd(s, p, TVector.Broadcast(next));
}
