using System.CommandLine;

namespace NeuralOps.Cli;

/// <summary><c>neuralops info</c>: what a file holds.</summary>
internal static class InfoCommand
{
    private static readonly Argument<string> File = new("file")
    {
        Description =
            "A file with the ending .npy, .npz, .safetensors, .pt, .pth, .onnx, .hdf5, .h5, .yaml, .yml, .bvh, .asf, "
            + ".amc or .xml (MMM), or the folder of a run or of motions.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "info",
            "Says what a file holds: arrays, weights, checkpoints, models, configurations, motions, runs.",
            "neuralops info data/train/seq_0101.npz",
            "neuralops info checkpoint.pt --json",
            "neuralops info runs/small")
        {
            File,
        };
        command.SetAction(parsed =>
        {
            var description = Description.Of(parsed.GetRequiredValue(File));
            Terminal.Of(parsed).Print(description, description.Show);
            return ExitCode.Done;
        });
        return command;
    }
}
