using System.Runtime.InteropServices;

namespace NeuralOps.Core;

/// <summary>Working memory of one thread, in vectors of 16 floats.</summary>
/// <param name="vectors">What can be taken in all.</param>
internal sealed unsafe class VectorScratch(nint vectors) : IDisposable
{
    private const nuint Size = PartialVector.Lanes * sizeof(float);

    private readonly float* memory = (float*)NativeMemory.AlignedAlloc((nuint)vectors * Size, Size);
    private nint taken;

    /// <summary>The next vectors, with anything in them.</summary>
    public float* Take(nint count)
    {
        float* first = memory + (taken * PartialVector.Lanes);
        taken += count;
        return first;
    }

    /// <inheritdoc/>
    public void Dispose() => NativeMemory.AlignedFree(memory);
}
