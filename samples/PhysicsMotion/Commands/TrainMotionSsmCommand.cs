using System.CommandLine;
using NeuralOps.Cli;

namespace PhysicsMotion;

/// <summary><c>train-motion-ssm</c>: a model of motion from text.</summary>
internal static class TrainMotionSsmCommand
{
    private static readonly StartFlags Start = new("checkpoints/motion_ssm");

    private static readonly TrainingFlags Flags = new(
        ("--text-layers", "text_layers", "Layers of the text's encoder. [2]"),
        ("--feed-forward", "feed_forward", "Inner width of the text's encoder. [2048]"),
        ("--lambda-length", "lambda_length", "Weight of the length's error. [0.1]"));

    public static Command Create()
    {
        var command = new ToolCommand(
            "train-motion-ssm",
            "Trains a model of motion from captions and leaves weights, checkpoints, metrics and a report.",
            "PhysicsMotion train-motion-ssm --data-dir data/KIT-ML --epochs 250 --grad-clip 1",
            "PhysicsMotion train-motion-ssm --config config/text.yaml --data-dir runs/gait --checkpoint-dir runs/text");
        foreach (Option option in Start.All.Concat(Flags.All))
        {
            command.Add(option);
        }

        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = Terminal.Of(parsed);
        RunStart start = Start.Read(parsed);
        var options = Flags.Read<TextOptions>(parsed);
        return TrainEnd.Show(
            terminal, start, TextRun.Train(options, start, terminal.Progress, cancel),
            () => TextReport.Write(start.Folder, options.DataDir));
    }
}
