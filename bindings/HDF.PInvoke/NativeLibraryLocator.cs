using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Finds and loads libhdf5.</summary>
internal static class NativeLibraryLocator
{
    internal const string FolderVariable = "NEURALOPS_HDF5";

    private static readonly Lazy<nint> Library = new(() =>
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        return Load(string.IsNullOrEmpty(folder) ? null : folder, AppContext.BaseDirectory);
    });

    // Debian names its serial build; 103 is the interface of 1.10, the only one whose structures these are.
    private static string[] FileNames =>
        OperatingSystem.IsWindows() ? ["hdf5.dll"]
        : OperatingSystem.IsMacOS() ? ["libhdf5.103.dylib"]
        : ["libhdf5_serial.so.103", "libhdf5.so.103"];

    /// <summary>The address of an exported variable, such as the id of a predefined type.</summary>
    internal static nint Address(string symbol) => NativeLibrary.GetExport(Library.Value, symbol);

    [ModuleInitializer]
    internal static void Register() => NativeLibrary.SetDllImportResolver(
        typeof(NativeLibraryLocator).Assembly,
        (name, _, _) => name == Constants.DLLFileName ? Library.Value : 0);

    /// <summary>Loads from <paramref name="named"/> alone where it is given; else from the application, then the
    /// system.</summary>
    internal static nint Load(string? named, string application)
    {
        string[] folders = named is not null
            ? [named]
            : [application, Path.Combine(application, "runtimes", RuntimeInformation.RuntimeIdentifier, "native")];
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
            $"Expected the HDF5 library 1.10, found none. Looked for {string.Join(", ", missed)}. "
            + $"Get it with './build.sh setup' (Debian: libhdf5-103-1), or name its folder in {FolderVariable}.");
    }
}
