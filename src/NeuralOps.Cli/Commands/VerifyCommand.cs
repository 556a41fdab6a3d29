using System.CommandLine;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary><c>neuralops verify</c>: recomputes fixtures and prints every error beside its limit.</summary>
internal static class VerifyCommand
{
    private static readonly Argument<string[]> Folders = new("case-folder")
    {
        Description = "Folders with case.json, io.npz and, where the case has parameters, weights.safetensors.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<bool> Float64 = new("--float64")
    {
        Description = "Compute everything in float64, not only the arrays under f64/.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "verify",
            "Computes fixtures and compares every output and gradient; exits 1 beyond a case's tolerance.",
            "neuralops verify tests/fixtures/golden/G0.1-fluidnet-unet-small",
            "neuralops verify tests/fixtures/golden/* --json")
        {
            Folders, Float64,
        };
        command.SetAction(parsed =>
            Run(parsed.GetRequiredValue(Folders), parsed.GetValue(Float64), Terminal.Of(parsed)));
        return command;
    }

    private static int Run(string[] folders, bool isDouble, Terminal terminal)
    {
        var results = new List<CaseResult>();
        foreach (string folder in folders)
        {
            try
            {
                results.Add(Verifier.Verify(folder, isDouble));
            }
            catch (Exception exception) when (CommandLine.IsBadInput(exception))
            {
                terminal.Report(Tool.Name, exception); // a bad case must not hide the others
            }
        }

        bool isComplete = results.Count == folders.Length;
        bool passed = isComplete && results.All(result => result.Passed);
        if (results.Count > 0)
        {
            terminal.Print(
                new { Passed = passed, Cases = results },
                console => results.ForEach(result => Show(console, result)));
        }

        return passed ? ExitCode.Done : isComplete ? ExitCode.Failed : ExitCode.BadInput;
    }

    private static void Show(IAnsiConsole console, CaseResult result)
    {
        console.WriteLine($"{result.Id} {result.Title}");
        var table = Terminal.Table("array", "error", "tolerance", "");
        foreach (var array in result.Arrays)
        {
            table.AddRow(
                Markup.Escape(array.Name),
                Figures.Error(array.Error),
                array.Tolerance == 0 ? "exact" : Figures.Error(array.Tolerance),
                array.Passed ? "ok" : $"[red]FAILED{Markup.Escape(array.Note is null ? "" : $": {array.Note}")}[/]");
        }

        if (result.Arrays.Count > 0)
        {
            console.Write(table);
        }

        foreach (string failure in result.Failures)
        {
            console.MarkupLineInterpolated($"[red]FAILED: {failure}[/]");
        }

        int good = result.Arrays.Count(array => array.Passed);
        console.WriteLine(
            $"{result.Id} {(result.Passed ? "passed" : "FAILED")}: {good} of {result.Arrays.Count} arrays agree"
            + (result.Failures.Count == 0 ? "." : $", {result.Failures.Count} further failures."));
    }

}
