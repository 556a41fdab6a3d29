using NeuralOps.Cli;
using NeuralOps.Rollout;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary>What a training command says and leaves at its end.</summary>
internal static class TrainEnd
{
    /// <summary>Writes the report of a run that was not cancelled and prints how it went.</summary>
    /// <returns>The exit code.</returns>
    public static int Show(Terminal terminal, RunStart start, TrainingResult result, Action report)
    {
        bool isDone = result.Reason != StopReason.Cancelled;
        if (isDone)
        {
            report();
        }

        terminal.Print(
            new
            {
                Reason = result.Reason.ToString(),
                result.State.Step,
                result.State.Skipped,
                result.State.Best,
                start.Folder,
            },
            console => console.WriteLine(FormattableString.Invariant(
                $"{result.Reason} after {result.State.Step} updates ({result.State.Skipped} skipped), ")
                + FormattableString.Invariant($"best validation {result.State.Best:g4}; ")
                + (isDone ? Path.Combine(start.Folder, "report.html") : "continue with --resume-from")));
        return isDone ? 0 : 1;
    }
}
