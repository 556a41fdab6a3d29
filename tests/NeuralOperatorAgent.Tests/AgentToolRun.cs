using System.Text.Json.Nodes;

namespace NeuralOperatorAgent.Tests;

/// <summary>One command line of the sample, run in this process.</summary>
internal sealed record AgentToolRun(int Code, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static AgentToolRun Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = AgentTool.Run(arguments, output, error);
        return new AgentToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed.</summary>
    public static AgentToolRun Done(params string[] arguments)
    {
        AgentToolRun run = Of(arguments);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)}: {run.Error}{run.Output}");
        return run;
    }

    /// <summary>Runs a command line that must be refused, and gives its one line of error.</summary>
    public static string Refused(params string[] arguments)
    {
        AgentToolRun run = Of(arguments);
        Assert.Equal(2, run.Code);
        return Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
