using System.Diagnostics;
using NeuralOps.Core;

namespace NeuralOps.Rollout.Tests;

public sealed class KilledRunTests
{
    private const int Killed = 128 + 9; // the exit code of a process that SIGKILL ended

    [Fact]
    public void RunKilledAtFiveMoments_EndsAsTheUninterruptedOneBitForBit()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(0, Start(folder["whole"], "never", 0));

        var random = new RandomStream((ulong)Stopwatch.GetTimestamp(), "kills");
        (string Kind, int At)[] moments =
        [
            ("update", 3 + random.NextInt(5)), // inside the first epoch of 12 updates
            ("write", 2 + random.NextInt(3)), // a checkpoint is half written
            ("window", 16 + random.NextInt(4)), // between two steps of a window
            ("time", 22), // whenever it hits
            ("window", 32 + random.NextInt(3)),
        ];
        foreach ((string kind, int at) in moments)
        {
            Assert.True(Killed == Start(folder["cut"], kind, at, random.NextInt(40)), $"{kind} {at}");
        }

        Assert.Contains(
            Directory.EnumerateFiles(Checkpoints("cut")),
            path => path.EndsWith(".safetensors", StringComparison.Ordinal));
        Assert.Equal(0, Start(folder["cut"], "never", 0));

        string told = string.Join(", ", moments);
        string[] names = [.. Names("whole")];
        Assert.Equal(names, Names("cut"));
        foreach (string name in names) // weights, moments, averages, carry, streams, history: the whole file
        {
            Assert.True(
                File.ReadAllBytes(Path.Combine(Checkpoints("whole"), name)).AsSpan()
                    .SequenceEqual(File.ReadAllBytes(Path.Combine(Checkpoints("cut"), name))),
                $"{name} after {told}");
        }

        Assert.Equal(
            File.ReadAllLines(Path.Combine(folder["whole"], "killed", "metrics.jsonl")),
            File.ReadAllLines(Path.Combine(folder["cut"], "killed", "metrics.jsonl")));

        string Checkpoints(string run) => Path.Combine(folder[run], "killed", "checkpoints");

        IEnumerable<string> Names(string run) =>
            Directory.EnumerateFiles(Checkpoints(run)).Select(path => Path.GetFileName(path)).Order();
    }

    [Fact]
    public void RunKilledInACheckpoint_LeavesThePartBesideUntilItContinues()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(Killed, Start(folder.Path, "write", 3));
        string checkpoints = Path.Combine(folder.Path, "killed", "checkpoints");
        Assert.Single(Partial());
        Assert.Equal(
            CheckpointFiles.PathOf(checkpoints, "step-4"), CheckpointFiles.Latest(checkpoints));
        Assert.Equal(Killed, Start(folder.Path, "update", 7));
        Assert.Empty(Partial());

        IEnumerable<string> Partial() => Directory.EnumerateFiles(checkpoints, ".*.partial");
    }

    /// <summary>Trains in a process of its own; kills it a while after it says that the moment is there.</summary>
    private static int Start(string folder, string kind, int at, int milliseconds = 0)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { typeof(KilledRun).Assembly.Location, folder, kind, $"{at}" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        if (process.StandardOutput.ReadLine() == "now")
        {
            Thread.Sleep(kind == "time" ? milliseconds : 0);
            process.Kill();
        }

        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal("", errors);
        return process.ExitCode;
    }
}
