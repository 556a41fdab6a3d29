namespace NeuralOps.Cli.Tests;

public sealed class ToolTests
{
    [Fact]
    public void UnknownCommand_IsRefusedByName() =>
        Assert.Equal(
            "neuralops: Unknown command or argument 'verfy'. Try 'neuralops --help'.", ToolRun.Refused("verfy"));

    [Fact]
    public void UnknownOption_IsRefusedByName() => Assert.Equal(
        "neuralops: Unknown option '--flaot64'. Try 'neuralops verify --help'.",
        ToolRun.Refused("verify", "a", "--flaot64"));

    [Fact]
    public void MissingOption_IsRefusedByName() => Assert.Equal(
        "neuralops: Option '--output' is required. Try 'neuralops export --help'.",
        ToolRun.Refused("export", "--run", "a"));

    [Theory]
    [InlineData("info")]
    [InlineData("verify")]
    [InlineData("run")]
    [InlineData("export")]
    [InlineData("evaluate")]
    [InlineData("train")]
    [InlineData("rollout")]
    public void Help_EndsWithExamples(string command)
    {
        var help = ToolRun.Of(command, "--help");
        Assert.Equal(0, help.Code);
        Assert.Contains($"Examples:{Environment.NewLine}  neuralops {command} ", help.Output, StringComparison.Ordinal);
        Assert.Equal("", help.Error);
    }

    [Fact]
    public void Error_HasAStackTraceOnlyWhenVerbose()
    {
        var quiet = ToolRun.Of("info", "/nowhere");
        var verbose = ToolRun.Of("info", "/nowhere", "--verbose");
        Assert.Equal("neuralops: /nowhere: expected a file or the folder of a run, found none.\n", quiet.Error);
        Assert.StartsWith(quiet.Error, verbose.Error, StringComparison.Ordinal);
        Assert.Contains("   at NeuralOps.Cli.", verbose.Error, StringComparison.Ordinal);
        Assert.Equal(2, verbose.Code);
    }
}
