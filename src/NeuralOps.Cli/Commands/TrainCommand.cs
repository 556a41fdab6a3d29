using System.CommandLine;
using NeuralOps.Core;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary><c>neuralops train</c>: one YAML, one run.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string> Config = new("config")
    {
        Description =
            "YAML with data, model, stepper, loss, rollout and schedule; what it leaves out keeps its default.",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "The run's name; by default that of the file.",
    };

    private static readonly Option<string> Runs = new("--runs")
    {
        Description = "The folder of all runs.",
        DefaultValueFactory = _ => "runs",
    };

    private static readonly Option<string?> Start = new("--start")
    {
        Description = "Weights to start from, of the same architecture.",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continue the run from its newest checkpoint, bit for bit.",
    };

    private static readonly Option<bool> Force = new("--force")
    {
        Description = "Replace a run of the same name.",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Override a value, e.g. --set learning_rate=3e-4; may be repeated.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "train",
            "Trains a fluid simulator and leaves weights, checkpoints, metrics and a report in runs/NAME, MLflow files "
            + "in runs/mlruns.",
            "neuralops train smoke.yaml",
            "neuralops train smoke.yaml --name smoke-k3 --set rollout_step=3 --start runs/smoke/weights.safetensors",
            "neuralops train smoke.yaml --resume")
        {
            Config, Name, Runs, Start, Resume, Force, Set,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        if (parsed.GetValue(Resume) && parsed.GetValue(Force))
        {
            throw new ArgumentException("Expected one of --resume and --force.");
        }

        string config = parsed.GetRequiredValue(Config);
        YamlTree tree = (parsed.GetValue(Set) ?? []).Aggregate(YamlTree.Load(config), Override);
        var terminal = Terminal.Of(parsed);
        var run = new FluidRun(
            parsed.GetRequiredValue(Runs),
            parsed.GetValue(Name) ?? Path.GetFileNameWithoutExtension(config),
            tree.To<FluidRunOptions>())
        {
            Start = parsed.GetValue(Start),
            Existing = parsed.GetValue(Resume) ? ExistingRun.Resume
                : parsed.GetValue(Force) ? ExistingRun.Replace
                : ExistingRun.Refuse,
        };
        TrainingResult result = run.Train(terminal.Progress, cancel);
        terminal.Print(
            new { Reason = result.Reason.ToString(), result.State.Step, result.State.Best, Folder = run.Folder },
            console => console.WriteLine(
                $"{result.Reason} after {result.State.Step} updates, "
                + $"best validation {Figures.Text(result.State.Best)}; {run.Folder}/report.html"));
        return result.Reason == StopReason.Cancelled ? ExitCode.Failed : ExitCode.Done;
    }

    private static YamlTree Override(YamlTree tree, string assignment)
    {
        string[] parts = assignment.Split('=', 2);
        return parts.Length == 2
            ? tree.With(parts[0], parts[1], $"--set {parts[0]}")
            : throw new ArgumentException($"Expected --set key=value, got '{assignment}'.");
    }
}
