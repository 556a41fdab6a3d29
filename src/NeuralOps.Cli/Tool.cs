using System.CommandLine;

namespace NeuralOps.Cli;

/// <summary>The command <c>neuralops</c>.</summary>
internal static class Tool
{
    /// <summary>The tool's name.</summary>
    public const string Name = "neuralops";

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The arguments after the tool's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Errors and notes.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error) =>
        CommandLine.Run(Name, CreateRoot(), arguments, output, error);

    private static RootCommand CreateRoot() => new(
        "Inspects, verifies, trains, runs, exports and evaluates neural networks that step a physical state.")
    {
        InfoCommand.Create(),
        VerifyCommand.Create(),
        RunCommand.Create(),
        ExportCommand.Create(),
        EvaluateCommand.Create(),
        TrainCommand.Create(),
        RolloutCommand.Create(),
    };
}
