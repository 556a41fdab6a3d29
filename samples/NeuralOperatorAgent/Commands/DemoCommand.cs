using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Data;

namespace NeuralOperatorAgent;

/// <summary>
/// <c>demo</c>: generates operators, trains tokenizer and operator independently, then evaluates, validates, aligns and
/// exports both.
/// </summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "Less than a minute: small grids and few updates, whatever the sizes say.",
    };

    private static readonly Option<string> Folder = new("--output-dir")
    {
        Description = "Where everything goes.",
        DefaultValueFactory = _ => Path.Combine(Folders.Runs, "agent"),
    };

    private static readonly Option<int> Samples = Number("--n-samples", "Operators of either domain.", 240);
    private static readonly Option<int> Timesteps = Number("--timesteps", "T, steps of a trajectory.", 32);
    private static readonly Option<int> Grid = Number("--grid", "Rows and columns.", 32);
    private static readonly Option<int> Seed = Number("--seed", "The seed.", 42);

    public static Command Create()
    {
        var command = new ToolCommand(
            "demo", "Runs the whole pipeline by the recommended route and prints how good it is.",
            "NeuralOperatorAgent demo", "NeuralOperatorAgent demo --quick",
            "NeuralOperatorAgent demo --grid 64 --timesteps 64")
        {
            Quick, Folder, Samples, Timesteps, Grid, Seed,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(new Demo(
            parsed.GetRequiredValue(Folder), Size(parsed), parsed.GetValue(Quick), Terminal.Of(parsed).Console)
            .Run(cancel)));
        return command;
    }

    private static OperatorGeneratorOptions Size(ParseResult parsed)
    {
        bool isQuick = parsed.GetValue(Quick);
        int grid = isQuick ? 16 : parsed.GetValue(Grid);
        return new OperatorGeneratorOptions
        {
            Samples = isQuick ? 60 : parsed.GetValue(Samples),
            Steps = isQuick ? 16 : parsed.GetValue(Timesteps),
            Height = grid,
            Width = grid,
            Seed = (ulong)parsed.GetValue(Seed),
        };
    }

    private static Option<int> Number(string name, string description, int usual) =>
        new(name) { Description = description, DefaultValueFactory = _ => usual };
}
