using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Memory of the native library.</summary>
public sealed class OrtAllocator : SafeHandle
{
    private static readonly Lazy<OrtAllocator> Shared = new(() => new OrtAllocator(NativeApi.DefaultAllocator));

    private OrtAllocator(nint allocator) : base(allocator, ownsHandle: false)
    {
    }

    public static OrtAllocator DefaultInstance => Shared.Value;

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle() => true;
}
