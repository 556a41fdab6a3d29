using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace NeuralOps.Core;

/// <summary>Sixteen floats in memory, or fewer at the end of a row: what is not there reads as 0.</summary>
internal static unsafe class PartialVector
{
    /// <summary>Floats of a vector.</summary>
    public const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source, int count) =>
        count == Lanes ? Vector512.Load(source) : LoadSome(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector512<float> value, float* target, int count)
    {
        if (count == Lanes)
        {
            value.Store(target);
            return;
        }

        StoreSome(value, target, count);
    }

    private static Vector512<float> LoadSome(float* source, int count)
    {
        float* lanes = stackalloc float[Lanes];
        new Span<float>(lanes, Lanes).Clear();
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(lanes, Lanes));
        return Vector512.Load(lanes);
    }

    private static void StoreSome(Vector512<float> value, float* target, int count)
    {
        float* lanes = stackalloc float[Lanes];
        value.Store(lanes);
        new ReadOnlySpan<float>(lanes, count).CopyTo(new Span<float>(target, count));
    }
}
