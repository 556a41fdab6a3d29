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
    private static readonly Option<string> Model = new("--model")
    {
        Description = $"unet, fluid, fno, afno, uafno, {string.Join(", ", NamedRecurrence.Names)}.",
        Required = true,
    };

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
        Description =
            "An archive of arrays [B, C, H, W], or frames [B, L, D] of a model over time; the model runs on each. "
            + "physics-ssm and physics-motion take motion and physics, text-to-motion takes tokens.",
        Required = true,
    };

    private static readonly Option<string> Output = new("--output")
    {
        Description =
            "The archive to write, with one result under each input's name; of motion and physics, output; of tokens, "
            + "motion and length.",
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
            "neuralops run --model fluid --weights runs/small --input x.npz --output y.npz",
            "neuralops run --model physics-motion --weights weights.safetensors --input clip.npz --output y.npz")
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
        string path = parsed.GetRequiredValue(Output);
        var results = new Dictionary<string, Tensor>();
        var rows = new List<ArrayRun>();
        foreach (var (name, shape, compute) in Jobs(parsed, batch))
        {
            var clock = Stopwatch.StartNew();
            var y = compute();
            double time = clock.Elapsed.TotalMilliseconds;
            rows.Add(new ArrayRun(name, shape, y.shape, time, time / shape[0]));
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

    private static IEnumerable<ArrayJob> Jobs(ParseResult parsed, int batch)
    {
        string name = parsed.GetRequiredValue(Model), weights = parsed.GetRequiredValue(Weights);
        string input = parsed.GetRequiredValue(Input);
        if (!NamedRecurrence.Names.Contains(name))
        {
            using var model = NamedModel.Load(name, parsed.GetValue(Config), weights);
            using var archive = NpzArchive.Open(input);
            foreach (string array in archive.Names)
            {
                var x = FiniteArray.Read(archive, array, ScalarType.Float32);
                Shape.Require(x, "B C H W", [Shape.Any, model.InputChannels.Count, Shape.Any, Shape.Any], array);
                yield return ArrayJob.Of(array, batch, parts => model.Module.call(parts[0]), x);
            }

            yield break;
        }

        using var recurrence = NamedRecurrence.Load(name, parsed.GetValue(Config), weights);
        using var sequences = NpzArchive.Open(input);
        foreach (var job in recurrence.Jobs(sequences, batch))
        {
            yield return job;
        }
    }

    private sealed record ArrayRun(
        string Name, long[] Input, long[] Output, double Milliseconds, double MillisecondsPerSample);
}
