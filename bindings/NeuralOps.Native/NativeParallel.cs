using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralOps.Native;

/// <summary>Loops on libtorch's own thread pool, with the number of threads set there.</summary>
public static unsafe class NativeParallel
{
    /// <summary>
    /// Calls <paramref name="body"/> with disjoint ranges that cover [begin, end). Inside another such loop it runs on
    /// the calling thread. The first exception of a body is thrown when all have ended.
    /// </summary>
    /// <param name="begin">The first index.</param>
    /// <param name="end">The index after the last.</param>
    /// <param name="grain">The least number of indices worth a thread.</param>
    /// <param name="body">Takes the first index and the one after the last of a range.</param>
    public static void For(long begin, long end, long grain, Action<long, long> body)
    {
        var loop = new Loop(body);
        GCHandle handle = GCHandle.Alloc(loop);
        try
        {
            if (NativeShim.no_parallel_for(begin, end, grain, &Run, GCHandle.ToIntPtr(handle)) != 0)
            {
                throw new InvalidOperationException("libtorch could not run a parallel loop.");
            }
        }
        finally
        {
            handle.Free();
        }
        loop.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Run(long first, long last, IntPtr state) =>
        ((Loop)GCHandle.FromIntPtr(state).Target!).Run(first, last);

    private sealed class Loop(Action<long, long> body)
    {
        private Exception? failure;

        public void Run(long first, long last)
        {
            try
            {
                body(first, last);
            }
            catch (Exception exception) // it must not cross native frames
            {
                Interlocked.CompareExchange(ref failure, exception, null);
            }
        }

        public void Throw()
        {
            if (failure is not null)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }
        }
    }
}

internal static unsafe partial class NativeShim
{
    [DllImport(LibraryName)]
    internal static extern int no_parallel_for(
        long begin, long end, long grain, delegate* unmanaged<long, long, IntPtr, void> body, IntPtr state);
}
