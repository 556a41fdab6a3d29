using System.CommandLine;
using System.Diagnostics;
using NeuralOps.Core;
using NeuralOps.Data;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary><c>neuralops run</c>: any model on any arrays.</summary>
internal static class RunCommand
{
    private static readonly Option<string> Model = new("--model") { Description = "unet or fluid.", Required = true };

    private static readonly Option<string?> Config = new("--config")
    {
        Description =
            "A preset (small, small-medium, medium, large) or a YAML file; not needed where the weights carry it.",
    };

    private static readonly Option<string> Weights = new("--weights")
    {
        Description = "A file with the ending .safetensors, .pt or .pth; for fluid also the folder of a run.",
        Required = true,
    };

    private static readonly Option<string> Input = new("--input")
    {
        Description = "An archive of arrays [B, C, H, W]; the model runs on each.",
        Required = true,
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description = "The archive to write, with one result under each input's name.",
        Required = true,
    };

    private static readonly Option<int> BatchSize = new("--batch-size")
    {
        Description = "Samples computed at once.",
        DefaultValueFactory = _ => 8,
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "run",
            "Runs a model on the arrays of an archive.",
            "neuralops run --model unet --config small --weights best_model.pth --input x.npz --output y.npz",
            "neuralops run --model fluid --weights runs/small --input x.npz --output y.npz")
        {
            Model, Config, Weights, Input, Output, BatchSize,
        };
        command.SetAction(parsed => Run(parsed, Terminal.Of(parsed)));
        return command;
    }

    private static int Run(ParseResult parsed, Terminal terminal)
    {
        int batch = parsed.GetValue(BatchSize);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1, "--batch-size");
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = NamedModel.Load(
            parsed.GetRequiredValue(Model), parsed.GetValue(Config), parsed.GetRequiredValue(Weights));
        using var archive = NpzArchive.Open(parsed.GetRequiredValue(Input));
        string path = parsed.GetRequiredValue(Output);
        var results = new Dictionary<string, Tensor>();
        var rows = new List<ArrayRun>();
        foreach (string name in archive.Names)
        {
            var x = FiniteArray.Read(archive, name, ScalarType.Float32);
            Shape.Require(x, "B C H W", [Shape.Any, model.InputChannels.Count, Shape.Any, Shape.Any], name);
            var clock = Stopwatch.StartNew();
            var y = Batched(model.Module, x, batch);
            double time = clock.Elapsed.TotalMilliseconds;
            rows.Add(new ArrayRun(name, x.shape, y.shape, time, time / x.size(0)));
            results.Add(name, y);
        }

        NpzFile.Write(path, results);
        terminal.Print(new { Output = path, Arrays = rows }, console =>
        {
            var table = Terminal.Table("array", "input", "output", "ms", "ms per sample");
            foreach (var row in rows)
            {
                object[] cells = [row.Name, row.Input, row.Output, row.Milliseconds, row.MillisecondsPerSample];
                table.AddRow([.. cells.Select(cell => Markup.Escape(Figures.Text(cell)))]);
            }

            console.Write(table);
            console.WriteLine($"Wrote {path}.");
        });
        return ExitCode.Done;
    }

    private static Tensor Batched(nn.Module<Tensor, Tensor> model, Tensor x, int batch)
    {
        using var scope = NewDisposeScope();
        var results = new List<Tensor>();
        for (long first = 0; first < x.size(0); first += batch)
        {
            results.Add(model.call(x.narrow(0, first, Math.Min(batch, x.size(0) - first))));
        }

        return cat(results, 0).MoveToOuterDisposeScope();
    }

    private sealed record ArrayRun(
        string Name, long[] Input, long[] Output, double Milliseconds, double MillisecondsPerSample);
}
