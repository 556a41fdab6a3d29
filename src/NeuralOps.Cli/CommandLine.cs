using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace NeuralOps.Cli;

/// <summary>Runs the command line of a tool: parses arguments, runs a command, and turns errors into one line and an
/// exit code.</summary>
public static class CommandLine
{
    /// <summary>Runs one command line; the options <c>--json</c> and <c>--verbose</c> and the examples of
    /// <see cref="ToolCommand"/> are added.</summary>
    /// <param name="tool">The tool's name, which every error begins with.</param>
    /// <param name="root">Its commands.</param>
    /// <param name="arguments">The arguments after the tool's name.</param>
    /// <param name="output">Results.</param>
    /// <param name="error">Errors and notes.</param>
    /// <returns>0 done, 1 failed, 2 bad usage or bad input.</returns>
    public static int Run(
        string tool, RootCommand root, IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(error);
        root.Add(Terminal.Json);
        root.Add(Terminal.Verbose);
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        var parsed = root.Parse(arguments);
        if (Fault(parsed) is { } fault)
        {
            string command = string.Join(' ', Path(parsed.CommandResult.Command).Append(tool).Reverse());
            error.WriteLine($"{tool}: {fault} Try '{command} --help'.");
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
            error.WriteLine($"{tool}: interrupted.");
            return ExitCode.Failed;
        }
        catch (Exception exception)
        {
            Terminal.Of(parsed).Report(tool, exception);
            return IsBadInput(exception) ? ExitCode.BadInput : ExitCode.Failed;
        }
    }

    /// <summary>What the caller can mend: arguments, paths and the content of files.</summary>
    internal static bool IsBadInput(Exception exception) => exception
        is InvalidDataException
        or ArgumentException
        or FileNotFoundException
        or DirectoryNotFoundException
        or UnauthorizedAccessException;

    // A list of paths would swallow a mistyped option.
    private static string? Fault(ParseResult parsed) =>
        parsed.Tokens.FirstOrDefault(IsStrayOption) is { } option ? $"Unknown option '{option.Value}'."
        : parsed.Action is not ParseErrorAction ? null
        : parsed.UnmatchedTokens.Count > 0 ? $"Unknown command or argument '{parsed.UnmatchedTokens[0]}'."
        : Terminal.OneLine(parsed.Errors[0].Message);

    private static bool IsStrayOption(Token token) =>
        token.Type == TokenType.Argument && token.Value.StartsWith("--", StringComparison.Ordinal);

    private static IEnumerable<string> Path(Command? command)
    {
        for (; command is not (null or RootCommand); command = command.Parents.OfType<Command>().FirstOrDefault())
        {
            yield return command.Name;
        }
    }
}
