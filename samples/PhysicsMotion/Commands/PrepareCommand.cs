using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Data;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary><c>prepare</c>: recordings as a folder of motions, alone or beside the clips of another folder.</summary>
internal static class PrepareCommand
{
    private static readonly Argument<string[]> Files = new("files")
    {
        Description = "Recordings: .bvh, .amc with its .asf beside it, or MMM .xml.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The folder to write.",
        Required = true,
    };

    private static readonly Option<string?> Beside = new("--beside")
    {
        Description = "A folder of motions whose clips and splits are taken along.",
    };

    private static readonly Option<string?> Skeleton = new("--skeleton")
    {
        Description = "The .asf of .amc files that have none beside them.",
    };

    private static readonly Option<string[]> Captions = new("--caption")
    {
        Description = "What the recordings show; several are paraphrases.",
        DefaultValueFactory = _ => [],
    };

    private static readonly Option<double> Seconds =
        Shared.Number("--clip-seconds", "Longer recordings are cut into clips of this length.", 8);

    private static readonly Option<double> TestShare =
        Shared.Number("--test-share", "The share of the clips that is held out, and again for validation.", 0.1);

    private static readonly Option<int> Seed = Shared.Count("--seed", "The seed of the splits.", 42);
    private static readonly Option<LayoutName> Layout = Shared.Layout();
    private static readonly Option<bool> Force = Shared.Force();

    public static Command Create()
    {
        var command = new ToolCommand(
            "prepare",
            "Reads recordings, takes the layout's joints at its rate, and writes vectors, texts, splits, mean and "
            + "deviation.",
            "PhysicsMotion prepare 11_01.amc 01_01.amc walk.bvh --output runs/recorded",
            "PhysicsMotion prepare 11_01.amc 00001_mmm.xml --beside runs/gait --output runs/mixed")
        {
            Files, Output, Beside, Skeleton, Captions, Seconds, TestShare, Seed, Layout, Force,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        string path = parsed.GetRequiredValue(Output);
        FolderFiles.RequireFree(path, parsed.GetValue(Force));
        if (parsed.GetValue(Beside) is { } other && parsed.GetResult(Layout) is { Implicit: false })
        {
            throw new ArgumentException($"Expected no --layout with --beside {other}, whose layout is taken, got one.");
        }

        (int recorded, IReadOnlyDictionary<string, IReadOnlyList<MotionClip>> splits) = new Preparation
        {
            Files = parsed.GetRequiredValue(Files),
            Output = path,
            Beside = parsed.GetValue(Beside),
            Layout = Shared.Of(parsed.GetValue(Layout)),
            Skeleton = parsed.GetValue(Skeleton),
            Captions = parsed.GetValue(Captions)!,
            Seconds = Shared.Above0(parsed.GetValue(Seconds), Seconds.Name),
            TestShare = parsed.GetValue(TestShare),
            Seed = (ulong)parsed.GetValue(Seed),
        }.Write();
        terminal.Print(
            new
            {
                Path = path,
                Recorded = recorded,
                Splits = splits.ToDictionary(split => split.Key, split => split.Value.Count),
            },
            console => console.WriteLine(
                $"Wrote {recorded} recorded clips to {path}: "
                + string.Join(", ", splits.Select(split => $"{split.Key} {split.Value.Count}")) + "."));
        return 0;
    }
}
