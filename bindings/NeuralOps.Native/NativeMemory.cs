using System.Runtime.InteropServices;

namespace NeuralOps.Native;

/// <summary>
/// Bytes held by libtorch's CPU tensors that were made since the shim was loaded, as malloc sizes them. Scratch memory
/// of libraries beneath libtorch is not counted.
/// </summary>
public static class NativeMemory
{
    /// <summary>What is held now.</summary>
    public static long CurrentBytes => NativeShim.no_memory_current();

    /// <summary>The most that was held at once since the start or the last <see cref="ResetPeak"/>.</summary>
    public static long PeakBytes => NativeShim.no_memory_peak();

    /// <summary>Lets the peak start again at what is held now.</summary>
    public static void ResetPeak() => NativeShim.no_memory_reset_peak();
}

internal static partial class NativeShim
{
    [DllImport(LibraryName)]
    internal static extern long no_memory_current();

    [DllImport(LibraryName)]
    internal static extern long no_memory_peak();

    [DllImport(LibraryName)]
    internal static extern void no_memory_reset_peak();
}
