using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using TorchSharp;

namespace NeuralOps.Benchmarks;

/// <summary>Where and of what numbers were taken.</summary>
internal sealed record Machine(
    string Cpu, int Cores, int Threads, double Load, string System, string Runtime, string Libtorch,
    string OnnxRuntime, string Commit)
{
    public static Machine Here() => new(
        CpuName(),
        Environment.ProcessorCount,
        ThreadSettings.Count,
        double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture),
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        torch.__version__,
        OrtEnv.Instance().GetVersionString(),
        GitCommit());

    /// <summary>CPU and cores as a part of a file name.</summary>
    public string Slug => string.Join('-', $"{Cpu} {Cores}".ToLowerInvariant()
        .Split([' ', '(', ')', '@', '.', '/'], StringSplitOptions.RemoveEmptyEntries));

    private static string CpuName() => File.ReadLines("/proc/cpuinfo")
        .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string GitCommit()
    {
        try
        {
            string[] arguments = ["describe", "--always", "--dirty", "--abbrev=12"];
            using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
            string commit = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return commit.Length > 0 ? commit : "unknown";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "unknown";
        }
    }
}
