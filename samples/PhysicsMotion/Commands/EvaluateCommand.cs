using System.CommandLine;
using NeuralOps.Cli;
using NeuralOps.Rollout;

namespace PhysicsMotion;

/// <summary><c>evaluate</c>: a trained model on held-out clips.</summary>
internal static class EvaluateCommand
{
    private static readonly Option<string> Checkpoint = Shared.Checkpoint();
    private static readonly Option<string> DataDir = Shared.DataDir();

    private static readonly Option<string> Split = new("--split")
    {
        Description = "The clips that are taken.",
        DefaultValueFactory = _ => "test",
    };

    private static readonly Option<double> Seconds =
        Shared.Number("--free-seconds", "The seconds that a model of next frames runs free.", 2);

    private static readonly Option<int> MatcherUpdates = Shared.Count(
        "--matcher-updates", "Updates of the encoder that FID and R-precision of a model of text are measured with.",
        400);

    public static Command Create()
    {
        var command = new ToolCommand(
            "evaluate",
            "Measures a model on held-out clips: reconstruction, joints, sliding, penetration and jerk, or, of a model "
            + "of text, FID, R-precision and diversity.",
            "PhysicsMotion evaluate --checkpoint runs/next --data-dir runs/gait",
            "PhysicsMotion evaluate --checkpoint runs/text --data-dir runs/gait --matcher-updates 800")
        {
            Checkpoint, DataDir, Split, Seconds, MatcherUpdates,
        };
        command.SetAction((parsed, cancel) => Task.FromResult(Run(parsed, cancel)));
        return command;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        var terminal = Terminal.Of(parsed);
        (string path, string data) = (parsed.GetRequiredValue(Checkpoint), parsed.GetRequiredValue(DataDir));
        if (TextFile.Is(path))
        {
            using TrainedText text = TextFile.Load(path, data);
            int updates = Shared.AtLeast1(parsed.GetValue(MatcherUpdates), MatcherUpdates.Name);
            TextEvaluation evaluation = TextEvaluation.Of(
                text, data, parsed.GetValue(Split)!, updates, terminal.Progress, cancel);
            terminal.Print(evaluation, console => Tables.Write(console, evaluation.Table));
            return 0;
        }

        using TrainedPhysics trained = PhysicsFile.Load(path, data);
        using var clips = new TestClips(data, parsed.GetValue(Split)!, trained.Context, trained.Options.MaxFrames);
        using var result = HeldOutResult.Of(
            trained, clips, Shared.Above0(parsed.GetValue(Seconds), Seconds.Name));
        terminal.Print(
            new
            {
                Model = result.Model.Select(Summary),
                Baselines = result.Baselines.Select(Summary),
                result.Truth,
            },
            console => Tables.Write(console, result.Table));
        return 0;

        static object Summary(PhysicsEvaluation evaluation) =>
            new { evaluation.Question, evaluation.Name, evaluation.Scores };
    }
}
