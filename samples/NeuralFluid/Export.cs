using System.CommandLine;
using NeuralOps.Cli;
using Spectre.Console;

namespace NeuralFluid;

/// <summary><c>export</c>: every trained variant under runs/ as ONNX beside its weights.</summary>
internal static class Export
{
    public static Command Create()
    {
        var command = new Command(
            "export", "Exports every trained variant under runs/ to ONNX, unless the model is newer than its weights.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        string[] all = Directory.Exists(Folders.Runs)
            ? Directory.GetFiles(Folders.Runs, FluidModel.WeightsName, SearchOption.AllDirectories)
            : [];
        if (all.Length == 0)
        {
            throw new InvalidOperationException(
                $"Expected trained variants under '{Folders.Runs}', found none. Run 'train variants' first.");
        }

        foreach (string weights in all)
        {
            string path = Path.ChangeExtension(weights, ".onnx");
            if (File.Exists(path) && File.GetLastWriteTimeUtc(path) >= File.GetLastWriteTimeUtc(weights))
            {
                AnsiConsole.WriteLine($"{path}: up to date");
                continue;
            }

            using FluidModel model = FluidModel.Load(weights);
            FluidExport.Write(model, path);
            AnsiConsole.WriteLine(path);
        }

        return 0;
    }
}
