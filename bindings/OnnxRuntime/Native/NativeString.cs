using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A zero-terminated string in native memory for one call.</summary>
internal readonly ref struct NativeString : IDisposable
{
    private NativeString(nint pointer) => Pointer = pointer;

    internal nint Pointer { get; }

    internal static NativeString Of(string text) => new(Marshal.StringToCoTaskMemUTF8(text));

    /// <summary>A file's path in the system's own encoding.</summary>
    internal static NativeString OfPath(string path) =>
        OperatingSystem.IsWindows() ? new(Marshal.StringToCoTaskMemUni(path)) : Of(path);

    public void Dispose() => Marshal.FreeCoTaskMem(Pointer);
}
