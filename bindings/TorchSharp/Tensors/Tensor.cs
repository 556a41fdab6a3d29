using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>An array in native memory that remembers how it was computed. Owns one native reference.</summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private IntPtr handle;

        internal Tensor(IntPtr handle)
        {
            this.handle = handle;
            Interlocked.Increment(ref totalCount);
            DisposeScope.Current?.Adopt(this);
        }

        ~Tensor() => Dispose(false);

        /// <summary>Tensors alive in this process.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        public IntPtr Handle => handle != IntPtr.Zero
            ? handle
            : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == IntPtr.Zero;

        public string? name { get; set; }

        internal DisposeScope? OwningScope { get; set; }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            IntPtr released = Interlocked.Exchange(ref handle, IntPtr.Zero);
            if (released == IntPtr.Zero)
            {
                return;
            }
            Interlocked.Decrement(ref totalCount);
            if (disposing)
            {
                LeaveScope();
            }
            NativeMethods.no_tensor_free(released);
        }

        public Tensor MoveToOuterDisposeScope()
        {
            OwningScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (other is null)
            {
                LeaveScope();
            }
            else
            {
                other.Adopt(this);
            }
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningScope);

        public Tensor DetachFromDisposeScope()
        {
            LeaveScope();
            return this;
        }

        internal void LeaveScope()
        {
            OwningScope?.Forget();
            OwningScope = null;
        }

        /// <summary>
        /// Takes another tensor's native reference in place of the own one; that object becomes invalid.
        /// </summary>
        internal void Become(Tensor other) =>
            NativeMethods.no_tensor_free(Interlocked.Exchange(ref handle, other.TakeHandle()));

        /// <summary>Gives the native reference away; this object becomes invalid.</summary>
        internal IntPtr TakeHandle()
        {
            IntPtr taken = Handle;
            handle = IntPtr.Zero;
            Interlocked.Decrement(ref totalCount);
            LeaveScope();
            GC.SuppressFinalize(this);
            return taken;
        }
    }
}
