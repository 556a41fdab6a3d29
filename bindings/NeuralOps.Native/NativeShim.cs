using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace NeuralOps.Native;

/// <summary>The shim that the TorchSharp bindings have loaded; it is found under its own name.</summary>
internal static partial class NativeShim
{
    private const string LibraryName = "neuralops_torch";

    [ModuleInitializer]
    internal static void Initialize() => NativeLibrary.SetDllImportResolver(typeof(NativeShim).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path) =>
        name == LibraryName && NativeLibrary.TryLoad("libneuralops_torch.so", out IntPtr library)
            ? library
            : IntPtr.Zero;
}
