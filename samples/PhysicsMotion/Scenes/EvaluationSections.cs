using NeuralOps.Rollout;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>What a model made of held-out clips, as parts of a report.</summary>
internal static class EvaluationSections
{
    private const int Shown = 4;

    /// <summary>Scores of the model and of what costs nothing.</summary>
    public static TableSection Table(
        IReadOnlyList<PhysicsEvaluation> model, IReadOnlyList<PhysicsEvaluation> baselines, MotionScores truth) => new()
        {
            Title = "Held-out clips",
            Text = "Error of normalised vectors; distance of joints in space and around the root; steps in which a "
                + "standing foot moves faster than 0.5 m/s, and the mean speed of standing feet; frames with a joint "
                + "more than 5 mm below the ground, and the mean depth; mean jerk over the truth's.",
            Columns = ["asked", "answered by", .. MotionScores.Columns],
            Rows =
            [
                .. model.Select(Row), .. baselines.Select(Row), ["", "the truth", .. MotionScores.Texts(truth.Values)],
            ],
        };

    /// <summary>Truth and prediction side by side; frames that were not asked for are the truth's.</summary>
    public static SkeletonSection Animation(PhysicsEvaluation evaluation, TestClips clips)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor truth = clips.Context.Statistics.Denormalize(clips.Motion);
        Tensor made = clips.Context.Statistics.Denormalize(evaluation.Motion);
        float[] lengths = Skeletons.Numbers(clips.Mask.sum(1));
        return new SkeletonSection
        {
            Title = $"Truth and prediction: {evaluation.Question}",
            Scenes =
            [
                .. Enumerable.Range(0, Math.Min(Shown, clips.Ids.Count)).Select(i => new SkeletonScene(
                    clips.Ids[i], clips.Captions[i],
                    [
                        Skeletons.Of("truth", truth[i].narrow(0, 0, (long)lengths[i]), clips.Context),
                        Skeletons.Of("prediction", made[i].narrow(0, 0, (long)lengths[i]), clips.Context),
                    ])),
            ],
        };
    }

    private static IReadOnlyList<string> Row(PhysicsEvaluation evaluation) =>
        [evaluation.Question, evaluation.Name, .. MotionScores.Texts(evaluation.Scores.Values)];
}
