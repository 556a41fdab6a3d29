using System.Runtime.InteropServices;

namespace NeuralOps.Core;

/// <summary>Working memory of one thread, in vectors.</summary>
/// <param name="vectors">What can be taken in all.</param>
/// <param name="lanes">Floats of a vector, a power of two.</param>
internal sealed unsafe class VectorScratch(nint vectors, int lanes) : IDisposable
{
    private readonly float* memory = (float*)NativeMemory.AlignedAlloc(
        (nuint)(vectors * lanes * sizeof(float)), (nuint)lanes * sizeof(float));

    private nint taken;

    /// <summary>The next vectors, with anything in them.</summary>
    public float* Take(nint count)
    {
        float* first = memory + (taken * lanes);
        taken += count;
        return first;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(memory);
}
