using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary>Where a command prints its result: as text and tables for people, or as JSON for programs.</summary>
public sealed class Terminal
{
    private const int UnlimitedWidth = 4096;

    private static readonly JsonSerializerOptions JsonForm = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
    };

    private readonly bool json;
    private readonly bool verbose;

    private Terminal(TextWriter output, TextWriter error, bool json, bool verbose)
    {
        (this.json, this.verbose) = (json, verbose);
        Output = output;
        Error = error;
        Console = ConsoleOf(output, ReferenceEquals(output, System.Console.Out) && !System.Console.IsOutputRedirected);
        Progress = json
            ? ConsoleOf(error, ReferenceEquals(error, System.Console.Error) && !System.Console.IsErrorRedirected)
            : Console;
    }

    /// <summary>The option <c>--json</c> of every command.</summary>
    public static Option<bool> Json { get; } =
        new("--json") { Description = "Print the result as JSON.", Recursive = true };

    /// <summary>The option <c>--verbose</c> of every command.</summary>
    public static Option<bool> Verbose { get; } =
        new("--verbose") { Description = "Print the stack trace of an error.", Recursive = true };

    /// <summary>Formatted text and tables.</summary>
    public IAnsiConsole Console { get; }

    /// <summary>Where long work shows how far it is: apart from the result where programs read that.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>The stream of results.</summary>
    public TextWriter Output { get; }

    /// <summary>The stream of errors and notes.</summary>
    public TextWriter Error { get; }

    /// <summary>The terminal that a command line asks for.</summary>
    /// <param name="parsed">The command line.</param>
    public static Terminal Of(ParseResult parsed)
    {
        ArgumentNullException.ThrowIfNull(parsed);
        return new Terminal(
            parsed.InvocationConfiguration.Output,
            parsed.InvocationConfiguration.Error,
            parsed.GetValue(Json),
            parsed.GetValue(Verbose));
    }

    /// <summary>Prints a result in the form asked for.</summary>
    /// <param name="result">What JSON shows, names in snake case.</param>
    /// <param name="show">What people see.</param>
    public void Print<T>(T result, Action<IAnsiConsole> show)
    {
        ArgumentNullException.ThrowIfNull(show);
        if (json)
        {
            Output.WriteLine(JsonSerializer.Serialize(result, JsonForm));
        }
        else
        {
            show(Console);
        }
    }

    /// <summary>Prints an error in one line, and its stack trace where asked for.</summary>
    internal void Report(string tool, Exception exception)
    {
        Error.WriteLine($"{tool}: {OneLine(exception.Message)}");
        if (verbose)
        {
            Error.WriteLine(exception);
        }
    }

    /// <summary>A message without line breaks.</summary>
    internal static string OneLine(string message) => string.Join(
        ' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));

    /// <summary>A table of the tool's style.</summary>
    internal static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).NoWrap());
        }

        return table;
    }

    private static IAnsiConsole ConsoleOf(TextWriter writer, bool isTerminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
        });
        console.Profile.Width = isTerminal ? console.Profile.Width : UnlimitedWidth;
        return console;
    }
}
