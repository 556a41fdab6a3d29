using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary><c>animate</c>, or <c>report</c>: recordings with their contacts, or a model's motions beside the truth.
/// </summary>
internal static class AnimateCommand
{
    private static readonly Argument<string[]> Files = new("files")
    {
        Description = "Recordings: .bvh, .amc with its .asf beside it, or MMM .xml.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private static readonly Option<string?> Checkpoint = new("--checkpoint")
    {
        Description = Shared.Checkpoint().Description,
    };

    private static readonly Option<string?> DataDir = new("--data-dir")
    {
        Description = "The folder of motions; with --checkpoint truth and prediction on its held-out clips, alone the "
            + "clips.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The page to write.",
        DefaultValueFactory = _ => "report.html",
    };

    private static readonly Option<string?> Skeleton = new("--skeleton")
    {
        Description = "The .asf of .amc files that have none beside them.",
    };

    private static readonly Option<LayoutName> Layout = Shared.Layout();
    private static readonly Option<int> Count = Shared.Count("--count", "Clips of a folder that are shown.", 6);

    public static Command Create()
    {
        var command = new ToolCommand(
            "animate",
            "Writes a page of animated skeletons: recordings with contacts, clips of a folder, or a model's motions "
            + "beside the truth.",
            "PhysicsMotion animate 11_01.amc walk.bvh --output motion.html",
            "PhysicsMotion animate --data-dir runs/gait --output clips.html",
            "PhysicsMotion animate --checkpoint runs/next --data-dir runs/gait --output next.html")
        {
            Files, Checkpoint, DataDir, Output, Skeleton, Layout, Count,
        };
        command.Aliases.Add("report");
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        string output = parsed.GetRequiredValue(Output);
        ReportSection[] sections = [.. Recordings(parsed), .. Folder(parsed)];
        if (sections.Length == 0)
        {
            throw new ArgumentException("Expected recordings, --data-dir, or --checkpoint with --data-dir, got none.");
        }

        ReportWriter.Write(output, new Report("Motion", sections));
        terminal.Print(new { Report = output }, console =>
        {
            foreach (TableSection table in sections.OfType<TableSection>())
            {
                Tables.Write(console, table);
            }

            console.WriteLine($"Report: {output}");
        });
        return 0;
    }

    private static IReadOnlyList<ReportSection> Recordings(ParseResult parsed)
    {
        MotionLayout layout = Shared.Of(parsed.GetValue(Layout));
        MotionClip[] clips =
        [
            .. parsed.GetValue(Files)!.Select(file =>
            {
                JointMotion motion = MotionSources.Read(file, layout, parsed.GetValue(Skeleton));
                return new MotionClip(
                    Path.GetFileName(file), MotionFeatures.Encode(motion), layout.Width, motion.FramesPerSecond, []);
            }),
        ];
        return clips.Length == 0 ? [] : ClipSections.Of("Recordings", clips, layout);
    }

    private static IReadOnlyList<ReportSection> Folder(ParseResult parsed)
    {
        switch (parsed.GetValue(Checkpoint), parsed.GetValue(DataDir))
        {
            case ({ } path, { } data):
                if (TextFile.Is(path))
                {
                    using TrainedText text = TextFile.Load(path, data);
                    return [TextReport.Animation(text, data)];
                }

                using (TrainedPhysics trained = PhysicsFile.Load(path, data))
                {
                    return PhysicsReport.Sections(trained, data);
                }

            case ({ } path, null):
                throw new ArgumentException($"Expected --data-dir with --checkpoint {path}, got none.");
            case (null, { } data):
                int count = Shared.AtLeast1(parsed.GetValue(Count), Count.Name);
                MotionFolder folder = MotionFolder.Open(data);
                string split = folder.Splits.Contains("test") ? "test" : folder.Splits[0];
                return ClipSections.Of(
                    $"Clips of {data}", [.. folder.Read(split).Clips.Take(count)], folder.Layout);
            default:
                return [];
        }
    }
}
