using System.Runtime.InteropServices;

namespace NeuralOps.Data;

/// <summary>Strings in native memory, as the library takes strings of variable length.</summary>
internal sealed class Hdf5Texts : IDisposable
{
    private readonly nint[] pointers;

    public Hdf5Texts(IReadOnlyList<string> texts) => pointers = [.. texts.Select(Marshal.StringToCoTaskMemUTF8)];

    /// <summary>A pointer for each.</summary>
    public ReadOnlySpan<byte> Pointers => MemoryMarshal.AsBytes(pointers.AsSpan());

    public void Dispose() => Array.ForEach(pointers, Marshal.FreeCoTaskMem);
}
