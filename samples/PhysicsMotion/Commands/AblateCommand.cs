using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary><c>ablate</c>: the whole model against itself without gate, physics state, physical losses or state
/// space.</summary>
internal static class AblateCommand
{
    private static readonly Option<string> DataDir = Shared.DataDir();

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The folder of the runs and of ablation.json, ablation.md and report.html; runs that are done "
            + "are not repeated.",
        DefaultValueFactory = _ => Path.Combine(Folders.Runs, "ablation"),
    };

    private static readonly Option<string[]> Configs = new("--configs")
    {
        Description = "YAML of the whole model, one for each task; by default config/masked.yaml and "
            + "config/next-frame.yaml.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [Folders.Config("masked.yaml"), Folders.Config("next-frame.yaml")],
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Options over the YAML's, key=value.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<int> Seeds = Shared.Count("--seeds", "Seeds of each variant.", 3);

    public static Command Create()
    {
        var command = new ToolCommand(
            "ablate",
            "Trains every variant with every seed for equally many updates and prints one table.",
            "PhysicsMotion ablate --data-dir runs/gait --seeds 3",
            "PhysicsMotion ablate --data-dir runs/gait --configs config/masked.yaml --set d_model=128 updates=1000")
        {
            DataDir, Output, Configs, Set, Seeds,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    /// <summary>A run as a YAML file says, on a folder, with other options over it.</summary>
    public static PhysicsOptions Recipe(string config, string data, IEnumerable<string> set)
    {
        YamlTree tree = YamlTree.Load(config);
        foreach (string pair in set)
        {
            tree = pair.Split('=', 2) is [var key, var value]
                ? tree.With(key, value, $"--set {key}")
                : throw new ArgumentException($"Expected --set key=value, got '{pair}'.");
        }

        return tree.To<PhysicsOptions>() with { DataDir = data };
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = Terminal.Of(parsed);
        string folder = parsed.GetRequiredValue(Output);
        PhysicsOptions[] tasks =
        [
            .. parsed.GetRequiredValue(Configs).Select(config =>
                Recipe(config, parsed.GetRequiredValue(DataDir), parsed.GetValue(Set)!)),
        ];
        int seeds = Shared.AtLeast1(parsed.GetValue(Seeds), Seeds.Name);
        if (new Ablation(folder, tasks, seeds, terminal.Progress).Run(cancel) is not { } result)
        {
            return 1;
        }

        result.Write(folder);
        terminal.Print(result, console =>
        {
            Tables.Write(console, result.Section);
            console.WriteLine($"Report: {Path.Combine(folder, "report.html")}");
        });
        return 0;
    }
}
