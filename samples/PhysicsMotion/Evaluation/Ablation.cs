using System.Diagnostics;
using NeuralOps.Cli;
using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Rollout;
using Spectre.Console;

namespace PhysicsMotion;

/// <summary>Trains every variant with every seed for equally many updates and measures all on the same clips.</summary>
/// <param name="folder">Where the runs go; those that are done already are not repeated.</param>
/// <param name="tasks">The runs of the whole model, one for each task.</param>
/// <param name="seeds">How many seeds.</param>
/// <param name="console">Where progress is drawn.</param>
internal sealed class Ablation(string folder, IReadOnlyList<PhysicsOptions> tasks, int seeds, IAnsiConsole console)
{
    private const double FreeSeconds = 2;
    private const string ResultName = "scores.json";

    /// <summary>Runs all that is not done; null if cancelled.</summary>
    public AblationResult? Run(CancellationToken cancel)
    {
        var rows = new List<AblationRow>();
        foreach (PhysicsOptions task in tasks)
        {
            var runs = new List<AblationRun>();
            for (int seed = 0; seed < seeds; seed++)
            {
                foreach (AblationVariant variant in AblationVariant.All)
                {
                    PhysicsOptions options = variant.Change(task) with { Seed = task.Seed + seed };
                    if (Of(variant.Name, options, cancel) is not { } run)
                    {
                        return null;
                    }

                    runs.Add(run);
                }
            }

            rows.AddRange(AblationResult.Rows(runs, Baselines(task)));
        }

        return new AblationResult(seeds, rows);
    }

    private AblationRun? Of(string variant, PhysicsOptions options, CancellationToken cancel)
    {
        string name = $"{EnumText.Of(options.Task)}-{variant.Replace(' ', '-')}-{options.Seed}";
        string path = Path.Combine(folder, name);
        string result = Path.Combine(path, ResultName);
        string made = Path.Combine(path, "options.json");
        if (File.Exists(result) && OptionsJson.Deserialize<PhysicsOptions>(File.ReadAllText(made), made) == options)
        {
            return OptionsJson.Deserialize<AblationRun>(File.ReadAllText(result), result);
        }

        long start = Stopwatch.GetTimestamp();
        TrainingResult training = PhysicsRun.Train(options, new RunStart(path, Replaces: true), console, cancel);
        if (training.Reason == StopReason.Cancelled)
        {
            return null;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        using TrainedPhysics trained = PhysicsFile.Load(path);
        using var clips = new TestClips(options.DataDir, "test", trained.Context, options.MaxFrames);
        IReadOnlyList<PhysicsEvaluation> evaluations = PhysicsEvaluation.Of(trained, clips, FreeSeconds);
        var run = new AblationRun
        {
            Variant = variant,
            Seed = options.Seed,
            Parameters = trained.Model.parameters().Sum(parameter => parameter.numel()),
            Updates = training.State.Step,
            Seconds = seconds,
            Scores = evaluations.ToDictionary(
                evaluation => evaluation.Question, evaluation => evaluation.Scores.Values),
        };
        foreach (PhysicsEvaluation evaluation in evaluations)
        {
            evaluation.Dispose();
        }

        AtomicFile.WriteText(result, OptionsJson.Serialize(run));
        return run;
    }

    private static List<AblationRow> Baselines(PhysicsOptions task)
    {
        MotionFolder source = MotionFolder.Open(task.DataDir);
        MotionContext context = MotionContext.Of(source, source.Read("train").Clips, task.Physics);
        using var clips = new TestClips(task.DataDir, "test", context, task.MaxFrames);
        var rows = new List<AblationRow>();
        var truth = new Dictionary<string, AblationRow>();
        foreach (PhysicsEvaluation baseline in PhysicsEvaluation.Baselines(task, clips, FreeSeconds))
        {
            rows.Add(new AblationRow(baseline.Question, baseline.Name, null, baseline.Scores.Values, []));
            truth[baseline.Question] = new AblationRow(baseline.Question, "the truth", null, MotionScores.Of(
                clips.Motion, clips.Motion, baseline.Scored, context, baseline.ContactsOfTruth).Values, []);
            baseline.Dispose();
        }

        return [.. rows, .. truth.Values];
    }
}
