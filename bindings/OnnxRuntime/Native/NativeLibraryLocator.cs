using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Finds and loads libonnxruntime.</summary>
internal static class NativeLibraryLocator
{
    internal const string FolderVariable = "NEURALOPS_ONNXRUNTIME";

    private static string[] FileNames =>
        OperatingSystem.IsWindows() ? ["onnxruntime.dll"]
        : OperatingSystem.IsMacOS() ? ["libonnxruntime.dylib"]
        : ["libonnxruntime.so.1", "libonnxruntime.so"];

    internal static nint Load()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        return Load(string.IsNullOrEmpty(folder) ? null : folder, AppContext.BaseDirectory);
    }

    /// <summary>Loads from <paramref name="named"/> alone where it is given; else from the application, then the
    /// system.</summary>
    internal static nint Load(string? named, string application)
    {
        string[] folders = named is not null
            ? [named]
            : [application, Path.Combine(application, "runtimes", Rid(), "native")];
        List<string> missed = [];
        foreach (var path in folders.SelectMany(f => FileNames.Select(n => Path.Combine(f, n))))
        {
            if (File.Exists(path))
            {
                return NativeLibrary.Load(path);
            }

            missed.Add(path);
        }

        if (named is null)
        {
            foreach (var name in FileNames)
            {
                if (NativeLibrary.TryLoad(name, typeof(NativeLibraryLocator).Assembly, null, out var library))
                {
                    return library;
                }

                missed.Add($"{name} (system)");
            }
        }

        throw new DllNotFoundException(
            $"Expected the ONNX Runtime library, found none. Looked for {string.Join(", ", missed)}. "
            + "Get it with './build.sh setup' or the package NeuralOps.Bindings.OnnxRuntime, "
            + $"or name its folder in {FolderVariable}.");
    }

    private static string Rid()
    {
        var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux";
        return $"{system}-{RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => "x64",
            Architecture.Arm64 => "arm64",
            Architecture.X86 => "x86",
            var other => other.ToString(),
        }}";
    }
}
