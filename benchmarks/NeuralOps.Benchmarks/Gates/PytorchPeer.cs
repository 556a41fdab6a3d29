using System.Diagnostics;
using System.Globalization;

namespace NeuralOps.Benchmarks;

/// <summary>
/// A script of <c>peers/</c> in a Python process that lives as long as this object; see the script for its words.
/// </summary>
internal sealed class PytorchPeer : IDisposable
{
    private const string Variable = "NEURALOPS_PYTHON";

    private readonly Process process;
    private readonly string script;

    public PytorchPeer(int threads, string script = "fluid_unet.py")
    {
        this.script = script;
        string path = Path.Combine(AppContext.BaseDirectory, "peers", script);
        string? named = Environment.GetEnvironmentVariable(Variable);
        string python = string.IsNullOrEmpty(named) ? "/usr/bin/python3" : named;
        process = Process.Start(new ProcessStartInfo(python, ["-W", "ignore", path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Version = Ask($"threads {threads}");
    }

    /// <summary>The version of PyTorch.</summary>
    public string Version { get; }

    /// <summary>Seconds per repetition of some work.</summary>
    public double Seconds(string work) => double.Parse(Ask(work), CultureInfo.InvariantCulture);

    /// <summary>Sends one line and waits for the answer.</summary>
    public string Ask(string work)
    {
        process.StandardInput.WriteLine(work);
        process.StandardInput.Flush();
        return process.StandardOutput.ReadLine() ?? throw new InvalidOperationException(
            $"Expected an answer of {script} to '{work}', but it ended. It needs PyTorch: on Debian python3-torch "
            + $"and python3-numpy, or name another Python with {Variable}.");
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }
}
