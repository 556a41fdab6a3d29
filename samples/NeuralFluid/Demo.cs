using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralFluid;

/// <summary>
/// <c>demo</c>: trains the small network K1→K2→K3 on real smoke, exports it, rolls it out and compares it with a
/// network that saw only single steps for the same time, with the reference's recipe, and with persistence.
/// </summary>
internal static class Demo
{
    private const int Horizon = 50;
    private const int Frames = 600;
    private const int KeepEvery = 4;
    private const double QuickShare = 0.02;

    private static readonly Option<bool> Quick = new("--quick")
    {
        Description = "A minute: a few updates of each stage, to see that all works.",
    };

    private static readonly Option<Comparison> Compare = new("--compare")
    {
        Description = "Where the comparisons come from: shipped weights; alone, single steps for the same time, "
            + "trained now; all, the reference's recipe too.",
    };

    private static readonly Option<double> Share = new("--share")
    {
        Description = "The share of each stage's updates, above 0.",
        DefaultValueFactory = _ => 1,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "A folder with train/, val/ and test/ in place of the sample's own.",
    };

    private static readonly Option<long> Seed = new("--seed")
    {
        Description = "The seed.",
        DefaultValueFactory = _ => 42,
    };

    public static Command Create()
    {
        var command = new Command("demo", "Trains, exports and rolls out a fluid simulator, and prints how good it is.")
        {
            Quick, Compare, Share, Data, Seed,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        int threads = ThreadSettings.Apply();
        double share = parsed.GetValue(Quick) ? QuickShare : parsed.GetValue(Share);
        var trained = new DemoTraining(
            parsed.GetValue(Data) ?? Folders.Data, parsed.GetValue(Seed), share, cancel);
        AnsiConsole.WriteLine($"Training the small U-Net (364,163 parameters) on {threads} threads.");
        string[]? stages = trained.Stages("demo", DemoTraining.Curriculum);
        if (stages is null)
        {
            return 1;
        }

        AnsiConsole.WriteLine($"K1→K2→K3 took {trained.CurriculumTime.TotalSeconds:0} s.");
        Comparison compare = parsed.GetValue(Compare);
        IReadOnlyList<(string Name, string Weights)>? rows = compare == Comparison.Shipped
            ? [("K1 alone, shipped", Shipped("K1")), ("absolute K1→K3, shipped", Shipped("absolute"))]
            : trained.Comparisons(compare == Comparison.All);
        if (rows is null)
        {
            return 1;
        }

        Report report = Evaluate([("K1→K2→K3", stages[^1]), .. rows], stages, Path.Combine(trained.Data, "test"));
        string path = Path.Combine(Folders.Runs, "demo", "report.html");
        ReportWriter.Write(path, report);
        AnsiConsole.WriteLine($"Report: {path}");
        return 0;
    }

    private static Report Evaluate(
        IReadOnlyList<(string Name, string Weights)> rows, string[] stages, string testFolder)
    {
        FluidSequence[] sequences = [.. SequenceFiles.In(testFolder).Select(FluidSequence.Read)];
        string[] names = [.. sequences.Select(sequence => sequence.Name)];
        using FluidModel model = FluidModel.Load(rows[0].Weights);
        var errors = new List<HorizonErrors>();
        foreach ((string name, string weights) in rows)
        {
            using FluidModel row = FluidModel.Load(weights);
            errors.Add(FluidEvaluation.Of(name, row, sequences, row.Scales, Horizon));
        }

        errors.Add(FluidEvaluation.Of("persistence", null, sequences, model.Scales, Horizon));
        string exported = Path.Combine(Folders.Runs, "demo", "fluid.onnx");
        FluidExport.Write(model, exported);
        FreeRolloutResult[] rollouts =
            [.. sequences.Select(sequence => FreeRollout.Run(exported, sequence, model.Scales, Frames, KeepEvery))];
        double difference = NativeDifference.Of(exported, model, sequences[0]);
        TableSection[] tables =
        [
            FluidReport.ErrorTable(errors, names),
            FluidReport.PhysicsTable(errors),
            FluidReport.FreeTable(rollouts, Frames),
        ];
        foreach (TableSection table in tables)
        {
            Tables.Write(AnsiConsole.Console, table);
        }

        AnsiConsole.WriteLine($"ONNX Runtime against libtorch, largest difference of a step: {difference:0.0e+00}");
        return new Report("A neural fluid simulator, trained just now",
        [
            FluidReport.Animation(rollouts, sequences, model.Scales, KeepEvery),
            .. tables,
            .. FluidRun.LossCurves([.. stages.Select(Stage)]),
            .. FluidReport.Curves(errors),
        ]);
    }

    private static (string Name, string Metrics) Stage(string weights)
    {
        string folder = Path.GetDirectoryName(weights)!;
        return (Path.GetFileName(folder), Path.Combine(folder, "metrics.jsonl"));
    }

    private static string Shipped(string name) => Path.Combine(Folders.Weights, name + ".safetensors");
}
