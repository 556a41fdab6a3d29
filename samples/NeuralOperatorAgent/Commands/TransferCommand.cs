using System.CommandLine;
using System.Globalization;
using NeuralOps.Cli;
using NeuralOps.Rollout;

namespace NeuralOperatorAgent;

/// <summary><c>transfer</c>: what training on A is worth on B.</summary>
internal static class TransferCommand
{
    private static readonly Option<string> From = Shared.Noa();

    private static readonly Option<string> To = new("--to")
    {
        Description = "The dataset B.",
        Required = true,
    };

    private static readonly Option<string> Folder = new("--output-dir")
    {
        Description = "Where both runs on B go.",
        DefaultValueFactory = _ => Path.Combine(Folders.Runs, "transfer"),
    };

    private static readonly Option<int> Epochs = new("--epochs")
    {
        Description = "Passes over B of either run.",
        DefaultValueFactory = _ => 5,
    };

    private static readonly Option<int?> Samples = new("--n-samples")
    {
        Description = "Samples of B, held-out included.",
    };

    public static Command Create()
    {
        var command = new ToolCommand(
            "transfer",
            "Evaluates an operator of A on B as it is, then tuned on B, beside one trained on B alone with the same "
            + "budget.",
            "NeuralOperatorAgent transfer --noa-checkpoint runs/noa --to runs/gray-scott.h5 --epochs 5")
        {
            From, To, Folder, Epochs, Samples,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = Terminal.Of(parsed);
        string from = parsed.GetRequiredValue(From);
        AgentOptions source = Shared.Run(from, parsed.GetRequiredValue(To));
        AgentOptions options = source with
        {
            Epochs = parsed.GetValue(Epochs),
            EarlyStopPatience = 0,
            WarmupSteps = 0,
            NSamples = parsed.GetValue(Samples) ?? source.NSamples,
            VqvaePath = null,
            EnableLatentLoss = false,
            LossMode = LossMode.MseLed,
        };
        (string Name, AgentStart Start)[] runs =
            [("tuned", new AgentStart(from)), ("alone", new AgentStart())];
        string folder = parsed.GetRequiredValue(Folder);
        foreach ((string name, AgentStart start) in runs)
        {
            TrainingResult result = new AgentRun(Path.Combine(folder, name), options)
            {
                Start = start,
                Replaces = true,
                LineEvery = TimeSpan.FromSeconds(10),
            }.Train(terminal.Progress, cancel);
            if (result.Reason == StopReason.Cancelled)
            {
                return 1;
            }
        }

        TableSection table = Table(from, folder, options);
        terminal.Print(table, console => Tables.Write(console, table));
        return 0;
    }

    private static TableSection Table(string from, string folder, AgentOptions options)
    {
        using var data = new HeldOut(options);
        var scores = new List<HorizonScores>();
        using (AgentModule source = AgentFile.Load(from))
        {
            var layout = source.Noa.Options.Operator;
            if (layout.OutChannels == data.Channels
                && (layout.Conditioning?.Parameters ?? data.ParameterCount) == data.ParameterCount)
            {
                scores.Add(Score("A as it is", source, data));
            }
        }

        foreach ((string name, string run) in ((string, string)[])[("A tuned on B", "tuned"), ("B alone", "alone")])
        {
            using AgentModule module = AgentFile.Load(Path.Combine(folder, run));
            scores.Add(Score(name, module, data));
        }

        scores.Add(HorizonScores.Of(Predictor.Persistence(1), data, 1));
        return new TableSection
        {
            Title = "From A to B",
            Text = $"Errors on {data.Count} held-out samples of B after {options.Epochs} epochs of either run"
                + (scores[0].Name == "A as it is" ? "." : "; fields of A and B differ, so A alone does not apply."),
            Columns = ["operator", "mean squared error", "relative", "correlated steps"],
            Rows =
            [
                .. scores.Select(score => (IReadOnlyList<string>)
                [
                    score.Name, Text(score.Curve.Average()), Text(score.Relative.Average()),
                    Text(score.CorrelatedSteps.Average()),
                ]),
            ],
        };
    }

    private static HorizonScores Score(string name, AgentModule module, HeldOut data) =>
        HorizonScores.Of(AgentEvaluation.FromFrame(name, module, data.Steps, 1), data, 1);

    private static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
