using System.Reflection;

namespace NeuralOps.Core;

/// <summary>
/// Counts the bytes that libtorch's CPU tensors hold, as its allocator gives them out: what an objective needs at most,
/// to the byte and without the noise of a process's resident set. Comes from the assembly <c>NeuralOps.Native</c>,
/// which the official TorchSharp does not have.
/// </summary>
public sealed class NativeMemoryCounter
{
    private readonly Func<long> current;
    private readonly Func<long> peak;
    private readonly Action reset;

    private NativeMemoryCounter(Type memory)
    {
        current = memory.GetProperty(nameof(CurrentBytes))!.GetMethod!.CreateDelegate<Func<long>>();
        peak = memory.GetProperty(nameof(PeakBytes))!.GetMethod!.CreateDelegate<Func<long>>();
        reset = memory.GetMethod(nameof(ResetPeak))!.CreateDelegate<Action>();
    }

    /// <summary>The counter of the process; null where <c>NeuralOps.Native</c> is absent.</summary>
    public static NativeMemoryCounter? Instance { get; } = Find();

    /// <summary>The bytes of the tensors alive now.</summary>
    public long CurrentBytes => current();

    /// <summary>The most bytes alive at once since the start or the last <see cref="ResetPeak"/>.</summary>
    public long PeakBytes => peak();

    /// <summary>Lets the peak start again at what is alive now.</summary>
    public void ResetPeak() => reset();

    private static NativeMemoryCounter? Find()
    {
        try
        {
            _ = TorchSharp.torch.get_num_threads(); // the native library is in the process from here on
            var counter = new NativeMemoryCounter(
                Assembly.Load("NeuralOps.Native").GetType("NeuralOps.Native.NativeMemory", throwOnError: true)!);
            _ = counter.CurrentBytes;
            return counter;
        }
        catch (Exception exception) when (exception is IOException or TypeLoadException or DllNotFoundException)
        {
            return null; // official bindings, or a native library built before it had the counters
        }
    }
}
