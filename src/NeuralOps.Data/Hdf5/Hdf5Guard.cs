using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace NeuralOps.Data;

/// <summary>
/// Reads files from elsewhere in another process before this one opens them: libhdf5 ends its process on some damaged
/// files, and loops on others. A file on which the other process ends, or takes too long, is refused.
/// </summary>
/// <remarks>
/// The other process is this program started again, with this library's <c>StartupHook</c> in place of its
/// <c>Main</c>. It serves many files, one after another, and is started again when it ended.
/// </remarks>
public sealed class Hdf5Guard : IDisposable
{
    private Process? process;

    /// <summary>How long one file may take.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the values of datasets are read as well: needed before they are read here; not for names, shapes and
    /// attributes alone.
    /// </summary>
    public bool ReadsValues { get; init; } = true;

    /// <summary>Reads a file in the other process.</summary>
    /// <param name="path">An HDF5 file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is refused there, or the other process ended or took too long.
    /// </exception>
    /// <exception cref="InvalidOperationException">This program cannot be started again.</exception>
    public void Require(string path)
    {
        process ??= Start();
        string? answer = Ask(path);
        if (answer is null)
        {
            string end = process.HasExited || process.WaitForExit(TimeSpan.FromSeconds(1))
                ? $"reading it ended the process that tried, with exit code {process.ExitCode}"
                : FormattableString.Invariant($"reading it took more than {TimeLimit.TotalSeconds} s");
            Dispose();
            throw FileError.At(path, $"the HDF5 file is damaged and not opened: {end}.");
        }

        if (answer.Length > 0)
        {
            throw new InvalidDataException(answer);
        }
    }

    /// <summary>Ends the other process.</summary>
    public void Dispose()
    {
        if (process is not null)
        {
            process.Kill();
            process.WaitForExit();
            process.Dispose();
            process = null;
        }
    }

    // An empty answer is consent; none, the end of the process or of the time.
    private string? Ask(string path)
    {
        try
        {
            process!.StandardInput.WriteLine(JsonSerializer.Serialize(path));
            process.StandardInput.Flush();
            var line = process.StandardOutput.ReadLineAsync();
            return line.Wait(TimeLimit) && line.GetAwaiter().GetResult() is { } answer
                ? JsonSerializer.Deserialize<string>(answer)
                : null;
        }
        catch (IOException)
        {
            return null; // it ended before it was asked
        }
    }

    private Process Start()
    {
        string program = Environment.ProcessPath
            ?? throw new InvalidOperationException("This program cannot be started again: its path is not known.");
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in Arguments(program))
        {
            start.ArgumentList.Add(argument);
        }

        var assembly = typeof(Hdf5Guard).Assembly;
        start.Environment["DOTNET_STARTUP_HOOKS"] =
            assembly.Location.Length > 0 ? assembly.Location : assembly.GetName().Name;
        start.Environment[Hdf5GuardedProcess.Variable] =
            ReadsValues ? Hdf5GuardedProcess.Values : Hdf5GuardedProcess.Names;
        start.Environment["DOTNET_TieredPGO"] = "0";
        var started = Process.Start(start)!;
        started.ErrorDataReceived += (_, _) => { };
        started.BeginErrorReadLine();
        return started;
    }

    // Where the program is an assembly that `dotnet` runs, the same one with the same configuration.
    private static IEnumerable<string> Arguments(string program)
    {
        string? entry = Assembly.GetEntryAssembly()?.Location;
        if (Path.GetFileNameWithoutExtension(program) != "dotnet" || string.IsNullOrEmpty(entry))
        {
            return [];
        }

        string dependencies = ((string?)AppContext.GetData("APP_CONTEXT_DEPS_FILES") ?? "").Split(';')[0];
        string configuration = dependencies.Replace(".deps.json", ".runtimeconfig.json", StringComparison.Ordinal);
        return File.Exists(configuration) && File.Exists(dependencies)
            ? ["exec", "--runtimeconfig", configuration, "--depsfile", dependencies, entry]
            : ["exec", entry];
    }
}
