using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary><c>generate</c>: made-up walks and gestures with captions, as a folder of motions.</summary>
internal static class GenerateCommand
{
    private const double ValidationShare = 0.1;
    private const double TestShare = 0.15;

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The folder to write.",
        Required = true,
    };

    private static readonly Option<int> Count = Shared.Count("--count", "Clips.", 400);
    private static readonly Option<int> Seed = Shared.Count("--seed", "The seed.", 42);
    private static readonly Option<LayoutName> Layout = Shared.Layout();
    private static readonly Option<bool> Force = Shared.Force();

    public static Command Create()
    {
        var command = new ToolCommand(
            "generate", "Makes motions with captions and writes them as a folder of vectors, texts and splits.",
            "PhysicsMotion generate --output runs/gait --count 400",
            "PhysicsMotion generate --output runs/gait --layout humanml3d --seed 7")
        {
            Output, Count, Seed, Layout, Force,
        };
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    /// <summary>Writes a folder of motions.</summary>
    public static void Write(string path, MotionLayout layout, int count, int seed, IAnsiConsole progress)
    {
        var generator = new GaitGenerator(new GaitOptions { Layout = layout, Seed = (ulong)seed });
        MotionClip[] clips = WorkConsole.Show(
            progress, "Making clips", count, report => Enumerable.Range(0, count).Select(i =>
            {
                MotionClip clip = generator.Clip(i);
                report(i + 1);
                return clip;
            }).ToArray());
        FolderFiles.Write(
            path, layout, clips[0].FramesPerSecond,
            FolderFiles.Split(clips, ValidationShare, TestShare, (ulong)seed));
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        string path = parsed.GetRequiredValue(Output);
        int count = parsed.GetValue(Count) is var n and >= 8
            ? n
            : throw new ArgumentException(
                $"Expected --count of at least 8, for all splits, got {parsed.GetValue(Count)}.");
        FolderFiles.RequireFree(path, parsed.GetValue(Force));
        MotionLayout layout = Shared.Of(parsed.GetValue(Layout));
        Write(path, layout, count, parsed.GetValue(Seed), terminal.Progress);
        terminal.Print(
            new { Path = path, Clips = count, layout.Width },
            console => console.WriteLine($"Wrote {count} clips of {layout.Width} channels to {path}."));
        return 0;
    }
}
