using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>An owned object of the C API, released once nobody uses it.</summary>
internal class NativeHandle(nint pointer, OrtFunction release) : SafeHandle(pointer, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;

    /// <summary>The pointer, kept alive until the returned use is disposed. Allocates nothing.</summary>
    internal Use Borrow() => new(this);

    protected override bool ReleaseHandle()
    {
        NativeApi.Call(release, handle);
        return true;
    }

    internal readonly ref struct Use : IDisposable
    {
        private readonly SafeHandle owner;

        internal Use(SafeHandle owner)
        {
            var added = false;
            owner.DangerousAddRef(ref added);
            this.owner = owner;
            Pointer = owner.DangerousGetHandle();
        }

        internal nint Pointer { get; }

        public void Dispose() => owner.DangerousRelease();
    }
}
