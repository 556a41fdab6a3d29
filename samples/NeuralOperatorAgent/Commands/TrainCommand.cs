using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary><c>train</c>: an operator from a dataset.</summary>
internal static class TrainCommand
{
    private static readonly Option<string> CheckpointDir = new("--checkpoint-dir")
    {
        Description = "The run's folder: options, checkpoints, weights, metrics, report.",
        DefaultValueFactory = _ => "checkpoints/noa",
    };

    private static readonly Option<string?> Resume = new("--resume")
    {
        Description = "A checkpoint to continue, ours or the reference's .pt; without a value the folder's newest.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Start = new("--start")
    {
        Description = "A trained operator to start from; weights of equal name and shape are taken.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a run in the folder." };

    public static Command Create()
    {
        var command = new ToolCommand(
            "train",
            "Trains a neural operator on a dataset and leaves weights, checkpoints, metrics and a report.",
            "NeuralOperatorAgent train --config config/operator.yaml --dataset runs/data.h5 --checkpoint-dir runs/noa",
            "NeuralOperatorAgent train --dataset runs/data.h5 --timesteps 256 --bptt-window 32 --lr 3e-4 "
            + "--vqvae-path runs/tokens --lambda-commit 0.5 --enable-latent-loss --latent-sample-steps 8",
            "NeuralOperatorAgent train --dataset runs/data.h5 --resume step_200.pt")
        {
            CheckpointDir, Resume, Start, Force,
        };
        foreach (Option flag in AgentFlags.All)
        {
            command.Add(flag);
        }

        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        bool resumes = parsed.GetResult(Resume) is not null;
        if (resumes && (parsed.GetValue(Force) || parsed.GetValue(Start) is not null))
        {
            throw new ArgumentException("Expected one of --resume, --start and --force.");
        }

        var terminal = Terminal.Of(parsed);
        string folder = parsed.GetRequiredValue(CheckpointDir);
        AgentOptions options = AgentFlags.Read(parsed);
        TrainingResult result = new AgentRun(folder, options)
        {
            Start = new AgentStart(
                parsed.GetValue(Start), resumes ? parsed.GetValue(Resume) ?? Newest(folder) : null),
            Replaces = parsed.GetValue(Force),
        }.Train(terminal.Progress, cancel);
        bool isDone = result.Reason != StopReason.Cancelled;
        if (isDone)
        {
            AgentReport.Write(folder, options.VqvaePath);
        }

        terminal.Print(
            new { Reason = result.Reason.ToString(), result.State.Step, result.State.Best, Folder = folder },
            console => console.WriteLine(FormattableString.Invariant(
                $"{result.Reason} after {result.State.Step} updates, best validation {result.State.Best:g4}; ")
                + (isDone ? Path.Combine(folder, "report.html") : "continue with --resume")));
        return isDone ? 0 : 1;
    }

    private static string Newest(string folder)
    {
        string checkpoints = Path.Combine(folder, "checkpoints");
        return CheckpointFiles.Latest(checkpoints)
            ?? throw new FileNotFoundException($"{checkpoints}: expected a checkpoint to continue from, found none.");
    }
}
