using System.CommandLine;
using NeuralOps.Cli;

namespace PhysicsMotion;

/// <summary><c>train-physics-ssm</c>: a model of motion under physics.</summary>
internal static class TrainPhysicsSsmCommand
{
    private static readonly StartFlags Start = new("checkpoints/physics_ssm");

    private static readonly TrainingFlags Flags = new(
        ("--task", "task", "auto_encoding, next_frame or masked_spans. [auto_encoding]"),
        ("--variant", "variant", "gated, ungated, no_physics or transformer. [gated]"),
        ("--physics", "physics", "none, reference, clip_normalised or causal state. [causal]"),
        ("--loss", "loss", "Physical terms of joints, or of the reference's channels: reference. [joints]"),
        ("--lambda-physics", "lambda_physics", "Weight of the physical terms. [0.1]"),
        ("--input-noise", "input_noise", "Noise on the input, in standard deviations. [0]"),
        ("--predicts-change", "predicts_change", "Next frame as this one plus the answer. [false]"));

    public static Command Create()
    {
        var command = new ToolCommand(
            "train-physics-ssm",
            "Trains a model of motion under physics and leaves weights, checkpoints, metrics and a report.",
            "PhysicsMotion train-physics-ssm --data-dir data/KIT-ML --epochs 100 --batch-size 16 --lr 5e-5 "
            + "--physics reference --loss reference --shares-a true",
            "PhysicsMotion train-physics-ssm --config config/next-frame.yaml --data-dir runs/gait --checkpoint-dir "
            + "runs/next",
            "PhysicsMotion train-physics-ssm --config config/next-frame.yaml --data-dir runs/gait --checkpoint-dir "
            + "runs/next --resume-from");
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
        var options = Flags.Read<PhysicsOptions>(parsed);
        return TrainEnd.Show(
            terminal, start, PhysicsRun.Train(options, start, terminal.Progress, cancel),
            () => PhysicsReport.Write(start.Folder, options.DataDir));
    }
}
