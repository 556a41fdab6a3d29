using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary><c>train-vqvae</c>: a tokenizer from a dataset's features.</summary>
internal static class TrainVqVaeCommand
{
    private static readonly Option<string?> Config = new("--config")
    {
        Description = "YAML with the run's options; flags win. config/tokenizer.yaml is the recommended recipe.",
    };

    private static readonly Option<string?> Dataset = new("--dataset") { Description = "The dataset, HDF5." };

    private static readonly Option<string> Folder = new("--checkpoint-dir")
    {
        Description = "The run's folder: options, checkpoints, tokenizer, metrics, report.",
        DefaultValueFactory = _ => "checkpoints/vqvae",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "Override a value, e.g. --set epochs=100; may be repeated.",
    };

    private static readonly Option<bool> Resume = new("--resume")
    {
        Description = "Continue from the folder's newest checkpoint, bit for bit.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace a run in the folder." };

    public static Command Create()
    {
        var command = new ToolCommand(
            "train-vqvae",
            "Trains a tokenizer on the truth's features: finds categories, trains a codebook hierarchy for each.",
            "NeuralOperatorAgent train-vqvae --dataset runs/data.h5 --checkpoint-dir runs/tokens",
            "NeuralOperatorAgent train-vqvae --dataset runs/data.h5 --set epochs=100 --set categories.max_clusters=6")
        {
            Config, Dataset, Folder, Set, Resume, Force,
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

        var terminal = Terminal.Of(parsed);
        string folder = parsed.GetRequiredValue(Folder);
        TokenizerOptions options = Options(parsed);
        TrainingResult result = new TokenizerRun(folder, options)
        {
            Resumes = parsed.GetValue(Resume),
            Replaces = parsed.GetValue(Force),
        }.Train(terminal.Progress, cancel);
        if (result.Reason == StopReason.Cancelled)
        {
            terminal.Progress.WriteLine($"Cancelled after {result.State.Step} updates; continue with --resume");
            return 1;
        }

        TableSection table = TokenizerReport.Write(folder, options);
        terminal.Print(
            new { Reason = $"{result.Reason}", result.State.Step, result.State.Best, Folder = folder, table.Rows },
            console => Tables.Write(console, table));
        return 0;
    }

    private static TokenizerOptions Options(ParseResult parsed)
    {
        YamlTree tree = parsed.GetValue(Config) is { } path ? YamlTree.Load(path) : YamlTree.Parse("", "flags");
        foreach (string assignment in parsed.GetValue(Set) ?? [])
        {
            string[] parts = assignment.Split('=', 2);
            tree = parts.Length == 2
                ? tree.With(parts[0], parts[1], $"--set {parts[0]}")
                : throw new ArgumentException($"Expected --set key=value, got '{assignment}'.");
        }

        tree = parsed.GetValue(Dataset) is { } dataset
            ? tree.With("dataset", $"'{dataset.Replace("'", "''", StringComparison.Ordinal)}'", "--dataset")
            : tree;
        return tree.Find("dataset") is null
            ? throw new ArgumentException("Expected --dataset, or a --config that names one, got neither.")
            : tree.To<TokenizerOptions>();
    }
}
