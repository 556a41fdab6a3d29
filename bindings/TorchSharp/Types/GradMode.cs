using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static bool is_grad_enabled() => NativeMethods.no_grad_enabled() != 0;

    public static IDisposable no_grad() => new GradModeScope(false);

    public static IDisposable enable_grad(bool enabled = true) => new GradModeScope(enabled);

    public static IDisposable set_grad_enabled(bool mode = true) => new GradModeScope(mode);

    public static void set_num_threads(int num) => NativeMethods.Check(NativeMethods.no_set_num_threads(num));

    public static int get_num_threads() => NativeMethods.no_get_num_threads();

    /// <summary>The libtorch this build binds to.</summary>
    public static string __version__ =>
        System.Runtime.InteropServices.Marshal.PtrToStringUTF8(NativeMethods.no_libtorch_version())!;

    private sealed class GradModeScope : IDisposable
    {
        private readonly bool previous = is_grad_enabled();

        public GradModeScope(bool enabled) => NativeMethods.no_set_grad_enabled(enabled ? 1 : 0);

        public void Dispose() => NativeMethods.no_set_grad_enabled(previous ? 1 : 0);
    }
}
