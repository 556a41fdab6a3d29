using System.Reflection;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace NeuralOps.Core;

/// <summary>Loops of the library's kernels over the threads that libtorch is set to use.</summary>
/// <remarks>
/// They run on libtorch's own pool where the bindings offer it (a second pool beside it competes for the same cores)
/// and on .NET's otherwise. The ranges that a body gets depend on the number of threads.
/// </remarks>
public static class Parallelism
{
    private static readonly Action<long, long, long, Action<long, long>> Loop = Native() ?? Managed;

    /// <summary>Calls <paramref name="body"/> with disjoint ranges that cover [begin, end).</summary>
    /// <param name="begin">The first index.</param>
    /// <param name="end">The index after the last; with none in between nothing is called.</param>
    /// <param name="grain">The least number of indices worth a thread, at least 1.</param>
    /// <param name="body">Takes the first index and the one after the last of a range; runs on several threads.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="grain"/> is not positive.</exception>
    public static void For(long begin, long end, long grain, Action<long, long> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(grain);
        if (begin < end)
        {
            Loop(begin, end, grain, body);
        }
    }

    internal static void Managed(long begin, long end, long grain, Action<long, long> body)
    {
        var threads = Math.Max(get_num_threads(), 1);
        var length = Math.Max(grain, (end - begin + threads - 1) / threads);
        var ranges = (end - begin + length - 1) / length;
        try
        {
            Parallel.For(
                0L,
                ranges,
                new ParallelOptions { MaxDegreeOfParallelism = threads },
                i => body(begin + (i * length), Math.Min(begin + ((i + 1) * length), end)));
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerException!); // as from a loop on one thread
        }
    }

    private static Action<long, long, long, Action<long, long>>? Native()
    {
        try
        {
            _ = get_num_threads(); // the native library is in the process from here on
            var loop = Assembly.Load("NeuralOps.Native").GetType("NeuralOps.Native.NativeParallel", throwOnError: true)!
                .GetMethod("For")!.CreateDelegate<Action<long, long, long, Action<long, long>>>();
            loop(0, 1, 1, static (_, _) => { });
            return loop;
        }
        catch (Exception exception) when (exception is IOException or TypeLoadException or DllNotFoundException)
        {
            return null; // official bindings, or a native library built before it had the loop
        }
    }
}
