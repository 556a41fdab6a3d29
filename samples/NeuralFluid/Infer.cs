using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralFluid;

/// <summary><c>infer --variant NAME</c>: a free rollout of a trained variant, with a report.</summary>
internal static class Infer
{
    private static readonly Option<string> Name = new("--variant") { Description = "The variant.", Required = true };

    private static readonly Option<int> Frames = new("--num-frames")
    {
        Description = "The frame to reach.",
        DefaultValueFactory = _ => 600,
    };

    private static readonly Option<string> OutputFolder = new("--output-dir")
    {
        Description = "Where report, exported model and last frames go.",
        DefaultValueFactory = _ => Path.Combine(Folders.Runs, "infer"),
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "A folder with test/ in place of the sample's own.",
        DefaultValueFactory = _ => Folders.Data,
    };

    public static Command Create()
    {
        var command = new Command(
            "infer", "Rolls a trained variant out freely in ONNX Runtime from each test sequence.")
        {
            Name, Frames, OutputFolder, Data,
        };
        command.SetAction(parsed => Run(
            Folders.Curriculum()[parsed.GetRequiredValue(Name)], parsed.GetRequiredValue(Data),
            parsed.GetRequiredValue(Frames), parsed.GetRequiredValue(OutputFolder)));
        return command;
    }

    private static int Run(Variant variant, string data, int frames, string output)
    {
        FluidRollout rollout = FluidRollout.Run(
            VariantRun.FolderOf(variant), Path.Combine(data, "test"), frames, output, variant.FullName);
        Tables.Write(AnsiConsole.Console, rollout.Table);
        AnsiConsole.WriteLine($"Report: {rollout.Report}");
        return 0;
    }
}
