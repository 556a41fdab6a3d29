using NeuralOps.Cli;
using NeuralOps.Rollout;

namespace PhysicsMotion;

/// <summary>The report of a run of <c>train-physics-ssm</c>: animated skeletons, scores, losses.</summary>
internal static class PhysicsReport
{
    private const double FreeSeconds = 2;

    private static readonly string[] Losses = ["total", "reconstruction", "foot_sliding", "penetration", "jerk"];

    /// <summary>Writes <c>report.html</c> into a run's folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="data">The folder of motions.</param>
    public static void Write(string folder, string data)
    {
        using TrainedPhysics trained = PhysicsFile.Load(folder);
        string name = Path.GetFileName(Path.GetFullPath(folder));
        ReportWriter.Write(Path.Combine(folder, "report.html"), new Report(name,
        [
            .. Sections(trained, data),
            RunCurves.Of("Losses", "loss", [(name, Path.Combine(folder, "metrics.jsonl"))], Losses.Contains),
        ]));
    }

    /// <summary>Animations and scores on held-out clips.</summary>
    public static IReadOnlyList<ReportSection> Sections(TrainedPhysics trained, string data)
    {
        using var clips = new TestClips(data, "test", trained.Context, trained.Options.MaxFrames);
        using var result = HeldOutResult.Of(trained, clips, FreeSeconds);
        return [.. result.Model.Select(evaluation => EvaluationSections.Animation(evaluation, clips)), result.Table];
    }
}
