using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>The memory of a tensor.</summary>
internal static unsafe class KernelMemory
{
    /// <summary>The address of the first element of a float32 tensor on the CPU, of any strides and size; null where
    /// there is none.</summary>
    public static float* Of(Tensor? x)
    {
        if (x is null || x.NumberOfElements == 0)
        {
            return null;
        }

        using var quiet = no_grad();
        using var first = x.as_strided([1], [1], x.storage_offset());
        return (float*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }
}
