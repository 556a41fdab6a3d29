using System.Diagnostics;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Rollout;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary>The whole pipeline in one run.</summary>
/// <param name="folder">Where everything goes.</param>
/// <param name="isQuick">Whether it only shows that all works.</param>
/// <param name="seed">The seed of all.</param>
/// <param name="console">Where it prints.</param>
internal sealed class Demo(string folder, bool isQuick, int seed, IAnsiConsole console)
{
    private static readonly string[] Small =
        ["d_model=48", "d_state=8", "n_layers=1", "updates=60", "warmup_steps=20", "max_frames=48"];

    /// <summary>Runs all stages; 0 done, 1 cancelled or an export that differs.</summary>
    /// <param name="recordings">Files to train on beside the made motions.</param>
    /// <param name="cancel">Ends it.</param>
    public int Run(IReadOnlyList<string> recordings, CancellationToken cancel)
    {
        string data = Timed("motions", () => Data(recordings));
        string masked = Path.Combine(folder, "masked");
        string next = Path.Combine(folder, "next");
        string text = Path.Combine(folder, "text");
        if (!Train("masked", masked, "masked.yaml", data, cancel)
            || !Train("next frame", next, "next-frame.yaml", data, cancel)
            || !TrainText(text, data, cancel))
        {
            return 1;
        }

        AblationResult? ablation = Timed("ablation", () => new Ablation(
            Path.Combine(folder, "ablation"), Tasks(data), isQuick ? 1 : 3, console).Run(cancel));
        if (ablation is null)
        {
            return 1;
        }

        ablation.Write(Path.Combine(folder, "ablation"));
        ReportSection[] sections =
        [
            .. Physics(next, data), .. Physics(masked, data), ablation.Section, .. Text(text, data, cancel),
            RunCurves.Of(
                "Losses", "loss",
                [("masked", Metrics(masked)), ("next frame", Metrics(next)), ("text", Metrics(text))],
                key => key is "total" or "reconstruction"),
        ];
        foreach (TableSection table in sections.OfType<TableSection>())
        {
            Tables.Write(console, table);
        }

        bool agrees = new[] { next, text }.Select(Export).ToArray().All(x => x);
        string report = Path.Combine(folder, "report.html");
        ReportWriter.Write(report, new Report("Motion under physics, learnt just now", sections));
        console.WriteLine($"Report: {report}");
        return agrees ? 0 : 1;
    }

    private string Data(IReadOnlyList<string> recordings)
    {
        string made = Path.Combine(folder, "data");
        GenerateCommand.Write(made, MotionLayout.Kit, isQuick ? 60 : 400, seed, console);
        if (recordings.Count == 0)
        {
            return made;
        }

        string mixed = Path.Combine(folder, "mixed");
        new Preparation { Files = recordings, Output = mixed, Beside = made, Seconds = 4, Seed = (ulong)seed }.Write();
        return mixed;
    }

    private bool Train(string stage, string run, string config, string data, CancellationToken cancel) => Timed(
        stage, () => PhysicsRun.Train(
            Recipe(config, data), new RunStart(run, Replaces: true), console, cancel)).Reason != StopReason.Cancelled;

    private bool TrainText(string run, string data, CancellationToken cancel)
    {
        YamlTree tree = YamlTree.Load(Folders.Config("text.yaml"));
        foreach (string[] pair in isQuick ? Small.Select(pair => pair.Split('=')) : [])
        {
            tree = tree.With(pair[0], pair[1], "demo");
        }

        TextOptions options = tree.To<TextOptions>() with { DataDir = data, Seed = seed };
        return Timed("text", () => TextRun.Train(options, new RunStart(run, Replaces: true), console, cancel))
            .Reason != StopReason.Cancelled;
    }

    // Shorter than the models above, so that all variants take minutes.
    private PhysicsOptions[] Tasks(string data) =>
    [
        .. new[] { "masked.yaml", "next-frame.yaml" }.Select(config => isQuick
            ? Recipe(config, data) with { Updates = 12 }
            : Recipe(config, data) with { Updates = 300 }),
    ];

    private PhysicsOptions Recipe(string config, string data) =>
        AblateCommand.Recipe(Folders.Config(config), data, isQuick ? Small : []) with { Seed = seed };

    private static IReadOnlyList<ReportSection> Physics(string run, string data)
    {
        using TrainedPhysics trained = PhysicsFile.Load(run);
        return PhysicsReport.Sections(trained, data);
    }

    private ReportSection[] Text(string run, string data, CancellationToken cancel)
    {
        using TrainedText trained = TextFile.Load(run);
        return
        [
            TextReport.Animation(trained, data),
            Timed("matcher", () => TextEvaluation.Of(trained, data, "test", isQuick ? 30 : 300, console, cancel)).Table,
        ];
    }

    private bool Export(string run)
    {
        (string stem, IReadOnlyDictionary<string, double> differences) =
            ExportCommand.Write(run, Path.Combine(folder, "onnx"));
        console.WriteLine(ExportCommand.Line(stem, differences));
        return ExportCommand.Agrees(differences);
    }

    private static string Metrics(string run) => Path.Combine(run, "metrics.jsonl");

    private T Timed<T>(string stage, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        console.WriteLine(FormattableString.Invariant(
            $"{stage} took {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s."));
        return result;
    }
}
