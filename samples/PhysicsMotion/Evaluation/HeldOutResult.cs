using NeuralOps.Rollout;

namespace PhysicsMotion;

/// <summary>A model, what costs nothing and the truth on held-out clips.</summary>
/// <param name="Model">The model's answers.</param>
/// <param name="Baselines">Those that cost nothing.</param>
/// <param name="Truth">How well the clips themselves keep to physics.</param>
internal sealed record HeldOutResult(
    IReadOnlyList<PhysicsEvaluation> Model, IReadOnlyList<PhysicsEvaluation> Baselines, MotionScores Truth)
    : IDisposable
{
    /// <summary>All of them.</summary>
    public TableSection Table => EvaluationSections.Table(Model, Baselines, Truth);

    /// <summary>Measures all.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="seconds">The seconds of free running.</param>
    public static HeldOutResult Of(TrainedPhysics trained, TestClips clips, double seconds) => new(
        PhysicsEvaluation.Of(trained, clips, seconds),
        PhysicsEvaluation.Baselines(trained.Options, clips, seconds),
        MotionScores.Of(clips.Motion, clips.Motion, clips.Mask, clips.Context, contactsOfTruth: true));

    public void Dispose()
    {
        foreach (PhysicsEvaluation evaluation in Model.Concat(Baselines))
        {
            evaluation.Dispose();
        }
    }
}
