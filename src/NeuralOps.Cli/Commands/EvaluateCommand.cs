using System.CommandLine;
using System.Globalization;
using NeuralOps.Core;
using NeuralOps.Data;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Cli;

/// <summary><c>neuralops evaluate</c>: errors of predicted arrays, in total and by horizon.</summary>
internal static class EvaluateCommand
{
    private const int FullTable = 10;

    private static readonly Argument<string> Prediction = new("prediction")
    {
        Description = "The archive of predicted arrays.",
    };

    private static readonly Argument<string> Target = new("target")
    {
        Description = "The archive of true arrays of the same names.",
    };

    private static readonly Option<int?> TimeAxis = new("--time-axis")
    {
        Description = "The axis of steps; by default 1 for arrays [B, T, C, H, W], 0 for [T, C, H, W] and [T, H, W].",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new ToolCommand(
            "evaluate",
            "Compares predicted with true arrays: RMSE, relative L2, MAE, correlation, spectrum; also by horizon.",
            "neuralops evaluate rollout.npz truth.npz",
            "neuralops evaluate rollout.npz truth.npz --time-axis 1 --json")
        {
            Prediction, Target, TimeAxis,
        };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Prediction),
            parsed.GetRequiredValue(Target),
            parsed.GetValue(TimeAxis),
            Terminal.Of(parsed)));
        return command;
    }

    private static int Run(string predictionPath, string targetPath, int? timeAxis, Terminal terminal)
    {
        using var predictions = NpzArchive.Open(predictionPath);
        using var targets = NpzArchive.Open(targetPath);
        RequireSameNames(predictions, targets);
        FieldReport[] reports = [.. targets.Names.Select(name => Compare(name, predictions, targets, timeAxis))];
        terminal.Print(new { Fields = reports }, console => Show(console, reports));
        return ExitCode.Done;
    }

    private static FieldReport Compare(string name, NpzArchive predictions, NpzArchive targets, int? timeAxis)
    {
        using var scope = NewDisposeScope();
        var prediction = FiniteArray.Read(predictions, name, ScalarType.Float64);
        var target = FiniteArray.Read(targets, name, ScalarType.Float64);
        if (!prediction.shape.AsSpan().SequenceEqual(target.shape))
        {
            throw new InvalidDataException(
                $"{predictions.Path}, array '{name}': expected shape {Shape.Format(target.shape)} "
                + $"as in {targets.Path}, found {Shape.Format(prediction.shape)}.");
        }

        if (target.numel() == 0)
        {
            throw new InvalidDataException(
                $"{targets.Path}, array '{name}': expected elements, found shape {Shape.Format(target.shape)}.");
        }

        FieldErrors[] horizons = [];
        if (AxisOf(name, target, timeAxis) is { } axis)
        {
            horizons = [.. Enumerable.Range(0, (int)target.size(axis))
                .Select(t => FieldErrors.Of(prediction.select(axis, t), target.select(axis, t)))];
        }

        return new FieldReport(name, target.shape, FieldErrors.Of(prediction, target), horizons);
    }

    private static int? AxisOf(string name, Tensor target, int? asked)
    {
        if (asked is { } axis && (axis < 0 || axis >= target.ndim))
        {
            throw new ArgumentException(
                $"Expected --time-axis below {target.ndim} for array '{name}' {Shape.Format(target.shape)}, "
                + $"got {axis}.");
        }

        return asked ?? (target.ndim >= 5 ? 1 : target.ndim >= 3 ? 0 : null);
    }

    private static void RequireSameNames(NpzArchive predictions, NpzArchive targets)
    {
        string[] missing = [.. targets.Names.Except(predictions.Names)];
        string[] unexpected = [.. predictions.Names.Except(targets.Names)];
        if (missing.Length + unexpected.Length > 0)
        {
            string[] faults =
            [
                .. missing.Length > 0 ? [$"missing {string.Join(", ", missing)}"] : Array.Empty<string>(),
                .. unexpected.Length > 0 ? [$"unexpected {string.Join(", ", unexpected)}"] : Array.Empty<string>(),
            ];
            throw new InvalidDataException(
                $"{predictions.Path}: expected the arrays of {targets.Path}; {string.Join("; ", faults)}.");
        }
    }

    private static void Show(IAnsiConsole console, FieldReport[] reports)
    {
        string[] columns = ["rmse", "relative l2", "mae", "correlation", "spectrum error"];
        var total = Terminal.Table(["array", "shape", .. columns]);
        foreach (var report in reports)
        {
            total.AddRow([.. Cells([report.Name, report.Shape], report.Total)]);
        }

        console.Write(total);
        foreach (var report in reports.Where(report => report.Horizons.Count > 1))
        {
            console.WriteLine($"{report.Name} by horizon");
            var table = Terminal.Table(["steps", .. columns]);
            foreach (int t in Shown(report.Horizons.Count))
            {
                table.AddRow([.. Cells([t], report.Horizons[t - 1])]);
            }

            console.Write(table);
        }
    }

    private static IEnumerable<string> Cells(object[] first, FieldErrors errors) =>
        ((object?[])[.. first, errors.Rmse, errors.RelativeL2, errors.Mae, errors.Correlation, errors.SpectrumError])
        .Select(value => Markup.Escape(Figures.Text(value)));

    // All steps of a short rollout; otherwise 1, 2, 5, 10, 20, 50, … and the last.
    private static IEnumerable<int> Shown(int count) =>
        Enumerable.Range(1, count).Where(t => count <= FullTable || t == count || IsRound(t));

    private static bool IsRound(int number) =>
        number.ToString(CultureInfo.InvariantCulture) is ['1' or '2' or '5', .. var rest]
        && rest.All(digit => digit == '0');

    private sealed record FieldReport(
        string Name, long[] Shape, FieldErrors Total, IReadOnlyList<FieldErrors> Horizons);
}
