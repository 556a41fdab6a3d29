using System.CommandLine;
using NeuralOps.Core;
using NeuralOps.Onnx;
using Spectre.Console;

namespace NeuralOps.Cli;

/// <summary><c>neuralops export</c>: writes an ONNX model and holds it against the native one.</summary>
internal static class ExportCommand
{
    private static readonly Option<string?> Run = new("--run")
    {
        Description = "The folder of a fluid run; stands for --model fluid --weights.",
    };

    private static readonly Option<string> Model = new("--model")
    {
        Description = $"unet, fluid, fno, afno, uafno, {string.Join(", ", NamedRecurrence.Names)}.",
        DefaultValueFactory = _ => "unet",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description =
            "A preset (small, small-medium, medium, large) or a YAML file; not needed where the weights carry it.",
    };

    private static readonly Option<string?> Weights = new("--weights")
    {
        Description = "A file with the ending .safetensors, .pt or .pth.",
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The .onnx file to write; of a model over time, the beginning of its files' names.",
        Required = true,
    };

    private static readonly Option<int> Opset = new("--opset")
    {
        Description = "The core operator set.",
        DefaultValueFactory = _ => GraphBuilder.Opset,
    };

    private static readonly Option<int?> Batch = new("--batch")
    {
        Description = "A fixed number of samples; free by default.",
    };

    private static readonly Option<int?> Height = new("--height")
    {
        Description = "Fixed grid rows; free by default.",
    };

    private static readonly Option<int?> Width = new("--width")
    {
        Description = "Fixed grid columns; free by default.",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "export",
            "Writes an ONNX model with its sidecar, runs it beside the native one, and exits 1 where they differ.",
            "neuralops export --run runs/small --output small.onnx",
            "neuralops export --config medium --weights best_model.pth --output medium.onnx --height 128 --width 128",
            "neuralops export --model physics-motion --weights weights.safetensors --output motion")
        {
            Run, Model, Config, Weights, Output, Opset, Batch, Height, Width,
        };
        command.SetAction(parsed => Export(parsed, Terminal.Of(parsed)));
        return command;
    }

    private static int Export(ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(Opset) != GraphBuilder.Opset)
        {
            throw new ArgumentException(
                $"Expected --opset {GraphBuilder.Opset}, the one that exports use, got {parsed.GetValue(Opset)}.");
        }

        if (parsed.GetValue(Run) is null && NamedRecurrence.Names.Contains(parsed.GetValue(Model)!))
        {
            return ExportRecurrence(parsed, terminal);
        }

        using var model = Load(parsed);
        string path = parsed.GetRequiredValue(Output);
        OnnxExporter.Export((IOnnxExportable)model.Module, path, new OnnxExportOptions
        {
            InputDims =
            [
                Dim(parsed.GetValue(Batch), "batch"), model.InputChannels.Count,
                Dim(parsed.GetValue(Height), "height"), Dim(parsed.GetValue(Width), "width"),
            ],
            InputChannels = model.InputChannels,
            OutputChannels = model.OutputChannels,
            ModelOptions = model.Options,
            Normalization = model.Normalization,
        });
        var (batch, height, width) = (parsed.GetValue(Batch), parsed.GetValue(Height), parsed.GetValue(Width));
        ExportDifference[] differences = [.. ExportDifference.Measure(model, path, batch, height, width)];
        bool agrees = differences.All(difference => difference.Agrees);
        terminal.Print(
            new
            {
                Model = path,
                Sidecar = OnnxSidecar.PathFor(path),
                Agrees = agrees,
                ExportDifference.Tolerance,
                Grids = differences,
            },
            console =>
            {
                console.WriteLine($"Wrote {path} and {OnnxSidecar.PathFor(path)}.");
                foreach (var difference in differences)
                {
                    console.WriteLine(
                        $"{Figures.Text(difference.Shape)}: native and ONNX Runtime differ by "
                        + $"{Figures.Error(difference.Error)}, limit {Figures.Error(ExportDifference.Tolerance)}"
                        + (difference.Agrees ? "" : ": FAILED"));
                }
            });
        return agrees ? ExitCode.Done : ExitCode.Failed;
    }

    private static int ExportRecurrence(ParseResult parsed, Terminal terminal)
    {
        if ((parsed.GetValue(Batch) ?? parsed.GetValue(Height) ?? parsed.GetValue(Width)) is not null)
        {
            throw new ArgumentException(
                "Expected no --batch, --height and --width for a model over time, whose samples and frames are free.");
        }

        string weights = parsed.GetValue(Weights)
            ?? throw new ArgumentException("Expected one of --run and --weights.");
        using var model = NamedRecurrence.Load(parsed.GetValue(Model)!, parsed.GetValue(Config), weights);
        string output = parsed.GetRequiredValue(Output);
        var export = RecurrenceExport.Write(
            model, Path.GetExtension(output) == ".onnx" ? Path.ChangeExtension(output, null) : output);
        terminal.Print(
            new { export.Files, export.Agrees, ExportDifference.Tolerance, export.Prefill, export.Step },
            console =>
            {
                console.WriteLine($"Wrote {string.Join(", ", export.Files)}, each with its sidecar.");
                console.WriteLine(
                    $"Native and ONNX Runtime differ by {Figures.Error(export.Prefill)} over sequences and "
                    + $"{Figures.Error(export.Step)} frame by frame, limit {Figures.Error(ExportDifference.Tolerance)}"
                    + (export.Agrees ? "" : ": FAILED"));
            });
        return export.Agrees ? ExitCode.Done : ExitCode.Failed;
    }

    private static NamedModel Load(ParseResult parsed) => (parsed.GetValue(Run), parsed.GetValue(Weights)) switch
    {
        ({ } run, null) => NamedModel.Load("fluid", parsed.GetValue(Config), run),
        (null, { } weights) => NamedModel.Load(parsed.GetValue(Model)!, parsed.GetValue(Config), weights),
        _ => throw new ArgumentException("Expected one of --run and --weights."),
    };

    private static GraphDim Dim(int? length, string symbol) => length is { } fixedLength ? fixedLength : symbol;
}
