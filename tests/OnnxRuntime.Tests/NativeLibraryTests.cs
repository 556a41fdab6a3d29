using System.Diagnostics;
using Microsoft.ML.OnnxRuntime;

namespace NeuralOps.Tests;

public sealed class NativeLibraryTests
{
    [Fact]
    public void NamedFolderWithoutLibrary_IsOneClearError()
    {
        var assembly = typeof(OrtEnv).Assembly;
        var load = assembly.GetType("Microsoft.ML.OnnxRuntime.NativeLibraryLocator")!.GetMethod(
            "Load",
            System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static,
            [typeof(string), typeof(string)])!;

        var error = Assert.Throws<System.Reflection.TargetInvocationException>(
            () => load.Invoke(null, ["/nowhere", "/app"]));

        Assert.IsType<DllNotFoundException>(error.InnerException);
        Assert.Equal(
            "Expected the ONNX Runtime library, found none. Looked for /nowhere/libonnxruntime.so.1, "
            + "/nowhere/libonnxruntime.so. Get it with './build.sh setup' or the package "
            + "NeuralOps.Bindings.OnnxRuntime, or name its folder in NEURALOPS_ONNXRUNTIME.",
            error.InnerException.Message);
    }

    [Fact]
    public void FetchScript_UnknownSystem_Refuses()
    {
        var script = Path.Combine(Fixtures.Repository, "bindings", "OnnxRuntime", "fetch-native.sh");
        var start = new ProcessStartInfo("bash", [script, "solaris"]) { RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var text = process.StandardError.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(1, process.ExitCode);
        Assert.StartsWith(
            "fetch-native.sh: expected linux-x64 or linux-arm64, found 'solaris'.", text, StringComparison.Ordinal);
    }
}
