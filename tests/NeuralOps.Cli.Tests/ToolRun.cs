using System.Text.Json.Nodes;

namespace NeuralOps.Cli.Tests;

/// <summary>One command line, run in this process.</summary>
internal sealed record ToolRun(int Code, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static ToolRun Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = Tool.Run(arguments, output, error);
        return new ToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must be refused, and gives its one line of error.</summary>
    public static string Refused(params string[] arguments)
    {
        var run = Of(arguments);
        Assert.Equal(2, run.Code);
        Assert.Equal("", run.Output);
        Assert.EndsWith("\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1, run.Error.Count(c => c == '\n'));
        return run.Error.TrimEnd('\n');
    }
}
