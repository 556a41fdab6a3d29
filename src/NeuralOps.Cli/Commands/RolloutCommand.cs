using System.CommandLine;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary><c>neuralops rollout</c>: a trained model far beyond its data, in ONNX Runtime.</summary>
internal static class RolloutCommand
{
    private static readonly string Shipped = Path.Combine(AppContext.BaseDirectory, "demo");

    private static readonly Option<string> WeightsPath = new("--weights")
    {
        Description = "Weights, a checkpoint or a run's folder; by default the shipped smoke simulator.",
        DefaultValueFactory = _ => Path.Combine(Shipped, FluidModel.WeightsName),
    };

    private static readonly Option<string> Data = new("--data")
    {
        Description = "The folder of sequences to start from; by default the shipped ones.",
        DefaultValueFactory = _ => Path.Combine(Shipped, "data"),
    };

    private static readonly Option<int> Frames = new("--frames")
    {
        Description = "The frame to reach.",
        DefaultValueFactory = _ => 600,
    };

    private static readonly Option<string> OutputFolder = new("--output")
    {
        Description = "The folder for rollout.html, the exported model (.onnx) and the last frames (.npz).",
        DefaultValueFactory = _ => Path.Combine("runs", "rollout"),
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "rollout",
            "Exports a fluid model, rolls it out freely in ONNX Runtime and writes a report with the animation.",
            "neuralops rollout --frames 300",
            "neuralops rollout --weights runs/smoke --data data/test --frames 1000")
        {
            WeightsPath, Data, Frames, OutputFolder,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(WeightsPath), parsed.GetRequiredValue(Data), parsed.GetRequiredValue(Frames),
            parsed.GetRequiredValue(OutputFolder), Terminal.Of(parsed)));
        return command;
    }

    private static int Run(string weights, string data, int frames, string output, Terminal terminal)
    {
        FluidRollout rollout = FluidRollout.Run(weights, data, frames, output, "rollout");
        terminal.Print(
            new
            {
                Frames = frames,
                rollout.Report,
                rollout.Model,
                rollout.States,
                Sequences = rollout.Sequences.Select(Summary),
            },
            console =>
            {
                Tables.Write(console, rollout.Table);
                console.WriteLine($"Report: {rollout.Report}");
            });
        return ExitCode.Done;
    }

    private static object Summary(FreeRolloutResult rollout) => new
    {
        rollout.Sequence,
        rollout.Mass,
        rollout.MassRatio,
        rollout.SpeedRatio,
        rollout.ColliderViolation,
        rollout.EmitterClosed,
        rollout.StepsPerSecond,
    };
}
