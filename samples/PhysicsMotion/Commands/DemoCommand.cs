using System.CommandLine;
using NeuralOps.Cli;

namespace PhysicsMotion;

/// <summary><c>demo</c>: makes motions, trains, ablates, generates, streams and exports.</summary>
internal static class DemoCommand
{
    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "About a minute: few clips, small models, few updates.",
    };

    private static readonly Option<string> Folder = new("--output-dir")
    {
        Description = "Where everything goes.",
        DefaultValueFactory = _ => Path.Combine(Folders.Runs, "motion"),
    };

    private static readonly Option<string[]> Recordings = new("--recordings")
    {
        Description = "Recordings to train on beside the made motions: .bvh, .amc, .xml.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Seed = Shared.Count("--seed", "The seed.", 42);

    public static Command Create()
    {
        var command = new ToolCommand(
            "demo", "Runs the whole pipeline by the recommended route and prints how good it is.",
            "PhysicsMotion demo", "PhysicsMotion demo --quick", "PhysicsMotion demo --recordings 11_01.amc walk.bvh")
        {
            Quick, Folder, Recordings, Seed,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(new Demo(
            parsed.GetRequiredValue(Folder), parsed.GetValue(Quick), parsed.GetValue(Seed), Terminal.Of(parsed).Console)
            .Run(parsed.GetValue(Recordings)!, cancel)));
        return command;
    }
}
