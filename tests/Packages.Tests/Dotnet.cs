using System.Collections;
using System.Diagnostics;

namespace NeuralOps.Packages.Tests;

/// <summary>Runs commands as a user would, apart from the build that runs these tests.</summary>
internal static class Dotnet
{
    public static CommandResult Run(string folder, string packages, params string[] arguments) =>
        Start("dotnet", folder, packages, arguments);

    public static CommandResult Start(string program, string folder, string packages, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Isolate(start.Environment, packages);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new CommandResult(process.ExitCode, output + errors.Result);
    }

    // Servers that outlive a command would keep its output open; a test host's MSBuild settings are not the command's.
    private static void Isolate(IDictionary<string, string?> environment, string packages)
    {
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            string name = (string)entry.Key;
            if (name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
            {
                environment.Remove(name);
            }
        }

        environment["NUGET_PACKAGES"] = packages;
        environment["MSBUILDDISABLENODEREUSE"] = "1";
        environment["UseSharedCompilation"] = "false";
        environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        environment["DOTNET_NOLOGO"] = "1";
    }
}

/// <summary>How a command ended.</summary>
internal sealed record CommandResult(int ExitCode, string Output)
{
    /// <summary>The output of a command that must succeed.</summary>
    public string Succeeded()
    {
        Assert.True(ExitCode == 0, $"Expected exit code 0, got {ExitCode}:\n{Output}");
        return Output;
    }
}
