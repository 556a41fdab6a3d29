using System.Text.Json.Nodes;

namespace PhysicsMotion.Tests;

/// <summary>One command line of the sample, run in this process.</summary>
internal sealed record MotionToolRun(int Code, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public static MotionToolRun Of(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = MotionTool.Run(arguments, output, error);
        return new MotionToolRun(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that must succeed.</summary>
    public static MotionToolRun Done(params string[] arguments)
    {
        MotionToolRun run = Of(arguments);
        Assert.True(run.Code == 0, $"{string.Join(' ', arguments)}: {run.Error}{run.Output}");
        return run;
    }

    /// <summary>Runs a command line that must be refused, and gives its one line of error.</summary>
    public static string Refused(params string[] arguments)
    {
        MotionToolRun run = Of(arguments);
        Assert.Equal(2, run.Code);
        return Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
