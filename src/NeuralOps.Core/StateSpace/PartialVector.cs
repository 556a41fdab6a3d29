using System.Runtime.CompilerServices;

namespace NeuralOps.Core;

/// <summary>A register in memory, or less of it at the end of a row: what is not there reads as 0.</summary>
internal static unsafe class PartialVector
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TVector>(float* source, int count)
        where TVector : struct, IFloats<TVector> =>
        count == TVector.Count ? TVector.Load(source) : LoadSome<TVector>(source, count);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TVector>(TVector value, float* target, int count)
        where TVector : struct, IFloats<TVector>
    {
        if (count == TVector.Count)
        {
            value.Store(target);
            return;
        }

        StoreSome(value, target, count);
    }

    private static TVector LoadSome<TVector>(float* source, int count)
        where TVector : struct, IFloats<TVector>
    {
        float* lanes = stackalloc float[TVector.Count];
        new Span<float>(lanes, TVector.Count).Clear();
        new ReadOnlySpan<float>(source, count).CopyTo(new Span<float>(lanes, TVector.Count));
        return TVector.Load(lanes);
    }

    private static void StoreSome<TVector>(TVector value, float* target, int count)
        where TVector : struct, IFloats<TVector>
    {
        float* lanes = stackalloc float[TVector.Count];
        value.Store(lanes);
        new ReadOnlySpan<float>(lanes, count).CopyTo(new Span<float>(target, count));
    }
}
