using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace NeuralOps.Cli;

/// <summary>The command <c>neuralops</c>: parses arguments, runs a command, and turns errors into one line and an exit
/// code.</summary>
internal static class Tool
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The arguments after the tool's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Errors and notes.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        var parsed = CreateRoot().Parse(arguments);
        if (Fault(parsed) is { } fault)
        {
            string command = string.Join(' ', Path(parsed.CommandResult.Command).Reverse());
            error.WriteLine($"neuralops: {fault} Try '{command} --help'.");
            return ExitCode.BadInput;
        }

        try
        {
            return parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(1), // an interrupted training writes a checkpoint
            });
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("neuralops: interrupted.");
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            Terminal.Of(parsed).Report(exception);
            return IsBadInput(exception) ? ExitCode.BadInput : ExitCode.Failed;
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(
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
        root.Add(Terminal.Json);
        root.Add(Terminal.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    // A list of paths would swallow a mistyped option.
    private static string? Fault(ParseResult parsed) =>
        parsed.Tokens.FirstOrDefault(IsStrayOption) is { } option ? $"Unknown option '{option.Value}'."
        : parsed.Action is not ParseErrorAction ? null
        : parsed.UnmatchedTokens.Count > 0 ? $"Unknown command or argument '{parsed.UnmatchedTokens[0]}'."
        : Terminal.OneLine(parsed.Errors[0].Message);

    private static bool IsStrayOption(Token token) =>
        token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal);

    /// <summary>What the caller can mend: arguments, paths and the content of files.</summary>
    public static bool IsBadInput(Exception exception) => exception
        is InvalidDataException
        or ArgumentException
        or FileNotFoundException
        or DirectoryNotFoundException
        or UnauthorizedAccessException;

    private static IEnumerable<string> Path(Command? command)
    {
        for (; command is not (null or RootCommand); command = command.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return command.Name;
        }

        yield return "neuralops";
    }

}
