using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>An array of zero-terminated strings in native memory for one call.</summary>
internal readonly unsafe ref struct NativeStrings : IDisposable
{
    private readonly nint[] strings;
    private readonly GCHandle pin;

    internal NativeStrings(IEnumerable<string> texts)
    {
        strings = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];
        pin = GCHandle.Alloc(strings, GCHandleType.Pinned);
    }

    internal nint Pointer => pin.AddrOfPinnedObject();

    internal int Count => strings.Length;

    public void Dispose()
    {
        pin.Free();
        foreach (var text in strings)
        {
            Marshal.FreeCoTaskMem(text);
        }
    }
}
