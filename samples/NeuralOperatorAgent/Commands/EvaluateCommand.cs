using System.CommandLine;
using NeuralOps.Cli;

namespace NeuralOperatorAgent;

/// <summary><c>evaluate</c>, or <c>rollout</c>: free rollouts of a trained operator on held-out samples.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> Noa = Shared.Noa();
    private static readonly Option<string?> Dataset = Shared.Dataset();
    private static readonly Option<int?> Timesteps = Shared.Timesteps();

    public static Command Create()
    {
        var command = new ToolCommand(
            "evaluate",
            "Rolls a trained operator out on held-out samples and holds it against the held response, persistence and "
            + "the mean.",
            "NeuralOperatorAgent evaluate --noa-checkpoint runs/noa")
        {
            Noa, Dataset, Timesteps,
        };
        command.Aliases.Add("rollout");
        command.SetAction(parsed => Run(parsed));
        return command;
    }

    private static int Run(ParseResult parsed)
    {
        var terminal = Terminal.Of(parsed);
        string path = parsed.GetRequiredValue(Noa);
        using AgentModule module = AgentFile.Load(path);
        using var data = new HeldOut(Shared.Run(path, parsed.GetValue(Dataset)), parsed.GetValue(Timesteps));
        AgentEvaluation evaluation = AgentEvaluation.Of("operator", module, data);
        terminal.Print(
            new
            {
                BeatsPersistence = evaluation.Beats("persistence"),
                BeatsMean = evaluation.Beats("mean"),
                BeatsHeldResponse = evaluation.Beats("held response"),
                Predictors = evaluation.Scores.Select(score => new { score.Name, score.Curve }),
            },
            console => Tables.Write(console, evaluation.Table()));
        return 0;
    }
}
