using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace TorchSharp.Native;

/// <summary>
/// Finds the native shim: the folder in <c>NEURALOPS_NATIVE</c>, the application's folder, its
/// <c>runtimes/&lt;rid&gt;/native</c>, then the system. libtorch itself comes from <c>NEURALOPS_LIBTORCH</c> or the
/// system, and must be the version that the shim was built for.
/// </summary>
internal static unsafe class NativeLoader
{
    public const string LibraryName = "neuralops_torch";
    private const string FileName = "libneuralops_torch.so";

    [ModuleInitializer]
    internal static void Initialize() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLoader).Assembly, Resolve);

    private static IntPtr Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != LibraryName)
        {
            return IntPtr.Zero;
        }
        PreloadLibtorch();
        var failures = new List<string>();
        foreach (string candidate in Candidates())
        {
            try
            {
                IntPtr library = NativeLibrary.Load(candidate);
                RequireSameLibtorch(library);
                return library;
            }
            catch (DllNotFoundException exception)
            {
                bool present = Path.IsPathRooted(candidate) && File.Exists(candidate);
                failures.Add(present ? $"{candidate}: {Reason(exception)}" : $"{candidate}: not found");
            }
        }
        throw new DllNotFoundException(
            $"{FileName}, the native part of the TorchSharp bindings, could not be loaded. Looked for:\n  "
            + string.Join("\n  ", failures)
            + "\nIn a checkout of NeuralOps, './build.sh setup' makes it. On Debian, libtorch comes with "
            + "'apt-get install libtorch-dev libopenblas0-pthread'. To build the library for another libtorch, set "
            + "NEURALOPS_LIBTORCH to its folder (leave it unset for the system's) and run './build.sh native'.");
    }

    private static void RequireSameLibtorch(IntPtr library)
    {
        string built = Text(library, nameof(NativeMethods.no_libtorch_version));
        string loaded = Text(library, nameof(NativeMethods.no_libtorch_loaded_version));
        if (loaded.Length > 0 && loaded != built)
        {
            throw new DllNotFoundException($"built for libtorch {built}, found libtorch {loaded}");
        }
    }

    private static string Text(IntPtr library, string function) =>
        NativeLibrary.TryGetExport(library, function, out IntPtr address)
            ? Marshal.PtrToStringUTF8(((delegate* unmanaged<IntPtr>)address)())!
            : throw new DllNotFoundException($"built for other bindings: it has no {function}");

    // The loader finds libtorch's libraries by name once they are in the process.
    private static void PreloadLibtorch()
    {
        string? root = Environment.GetEnvironmentVariable("NEURALOPS_LIBTORCH");
        if (string.IsNullOrEmpty(root))
        {
            return;
        }
        string library = Path.Combine(root, "lib", "libtorch.so");
        if (!File.Exists(library))
        {
            throw new DllNotFoundException($"NEURALOPS_LIBTORCH is '{root}', but there is no '{library}'.");
        }
        NativeLibrary.Load(library); // brings libtorch_cpu and, where it has one, libtorch_cuda
    }

    private static IEnumerable<string> Candidates()
    {
        string? named = Environment.GetEnvironmentVariable("NEURALOPS_NATIVE");
        if (!string.IsNullOrEmpty(named))
        {
            yield return Path.Combine(named, FileName);
        }
        yield return Path.Combine(AppContext.BaseDirectory, FileName);
        foreach (string rid in new[] { RuntimeInformation.RuntimeIdentifier, $"linux-{Architecture}" }.Distinct())
        {
            yield return Path.Combine(AppContext.BaseDirectory, "runtimes", rid, "native", FileName);
        }
        yield return FileName;
    }

    private static string Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        _ => "x64",
    };

    private static string Reason(Exception exception)
    {
        string[] lines = exception.Message.Split('\n');
        return lines.FirstOrDefault(line => line.Contains("cannot open shared object", StringComparison.Ordinal)
            || line.Contains("undefined symbol", StringComparison.Ordinal), lines[0]).Trim();
    }
}
