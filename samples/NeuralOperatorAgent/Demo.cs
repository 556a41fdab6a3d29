using System.Diagnostics;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;

namespace NeuralOperatorAgent;

/// <summary>The whole pipeline in one run.</summary>
/// <param name="folder">Where everything goes.</param>
/// <param name="size">How large the datasets are.</param>
/// <param name="isQuick">Whether it only shows that all works.</param>
/// <param name="console">Where it prints.</param>
internal sealed class Demo(string folder, OperatorGeneratorOptions size, bool isQuick, IAnsiConsole console)
{
    private static readonly TimeSpan LineEvery = TimeSpan.FromSeconds(10);

    private readonly long seed = (long)size.Seed;

    /// <summary>Runs all stages; 0 done, 1 cancelled or an export that differs.</summary>
    public int Run(CancellationToken cancel)
    {
        var domain = OptionsFile.Load<DomainOptions>(Folders.Config("small_convolution.yaml"));
        string data = Dataset("data.h5", domain, cancel);
        string grayScott = Dataset(
            "gray-scott.h5", new DomainOptions { Domain = DomainKind.GrayScott }, cancel);
        string? tokens = Tokens(data, "tokens", cancel);
        string? others = Tokens(grayScott, "tokens-gray-scott", cancel);
        string? windows = Operator(data, "operator-windows", "operator.yaml", new AgentStart(), cancel);
        string? noa = windows is null
            ? null
            : Operator(data, "operator", "operator-long.yaml", new AgentStart(windows), cancel);
        if (tokens is null || others is null || noa is null)
        {
            return 1;
        }

        using AgentModule module = AgentFile.Load(noa);
        using TrajectoryTokenizer own = TrajectoryTokenizer.Load(tokens);
        using TrajectoryTokenizer other = TrajectoryTokenizer.Load(others);
        using var heldOut = new HeldOut(AgentFile.RunOf(noa)!);
        ReportSection[] sections =
        [
            .. AgentReport.Sections("operator", module, heldOut, own),
            TokenizerReport.Table(tokens, TokenizerOptionsOf(data)),
            AlignCommand.Table(own, other, [data, grayScott], isQuick ? 12 : 100),
            AgentReport.Curves(
            [
                ("windows", Path.Combine(windows!, "metrics.jsonl")),
                ("whole horizon", Path.Combine(noa, "metrics.jsonl")),
            ]),
        ];
        foreach (TableSection table in sections.OfType<TableSection>())
        {
            Tables.Write(console, table);
        }

        var differences = new Dictionary<string, double>
        {
            ["operator"] = OnnxExport.WriteOperator(module, Path.Combine(folder, "operator.onnx"), size.Height),
            ["tokenizer"] = OnnxExport.WriteTokenizer(own.Network, folder),
        };
        console.WriteLine(ExportCommand.Text(folder, differences));
        string report = Path.Combine(folder, "report.html");
        ReportWriter.Write(report, new Report("A neural operator agent, trained just now", sections));
        console.WriteLine($"Report: {report}");
        return differences.Values.All(difference => difference <= OnnxExport.Tolerance) ? 0 : 1;
    }

    private string Dataset(string name, DomainOptions domain, CancellationToken cancel)
    {
        string path = Path.Combine(folder, name);
        Timed(name, () => Generation.Write(path, domain, size, withFeatures: true, console, cancel));
        return path;
    }

    private string? Tokens(string data, string name, CancellationToken cancel)
    {
        string run = Path.Combine(folder, name);
        TokenizerOptions options = TokenizerOptionsOf(data);
        TrainingResult result = Timed(
            name, () => new TokenizerRun(run, options) { Replaces = true }.Train(console, cancel));
        if (result.Reason == StopReason.Cancelled)
        {
            return null;
        }

        TokenizerReport.Write(run, options);
        return run;
    }

    private TokenizerOptions TokenizerOptionsOf(string data)
    {
        TokenizerOptions options = Recipe<TokenizerOptions>("tokenizer.yaml", data);
        return options with { Seed = seed, Epochs = isQuick ? 20 : options.Epochs };
    }

    private string? Operator(string data, string name, string config, AgentStart start, CancellationToken cancel)
    {
        string run = Path.Combine(folder, name);
        AgentOptions options = Recipe<AgentOptions>(config, data);
        options = options with { Seed = seed, Timesteps = Math.Min(options.Timesteps, size.Steps - 1) };
        if (isQuick)
        {
            options = options with { Epochs = 2, WarmupSteps = 2 };
        }

        TrainingResult result = Timed(name, () => new AgentRun(run, options)
        {
            Start = start,
            Replaces = true,
            LineEvery = LineEvery,
        }.Train(console, cancel));
        return result.Reason == StopReason.Cancelled ? null : run;
    }

    private static T Recipe<T>(string config, string data) =>
        YamlTree.Load(Folders.Config(config)).With("dataset", $"'{data}'", "demo").To<T>();

    private T Timed<T>(string stage, Func<T> work)
    {
        long start = Stopwatch.GetTimestamp();
        T result = work();
        console.WriteLine(FormattableString.Invariant(
            $"{stage} took {Stopwatch.GetElapsedTime(start).TotalSeconds:0} s."));
        return result;
    }
}
