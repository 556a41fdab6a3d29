using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Scores of a model on held-out clips, and what it made of them.</summary>
/// <param name="Question">What was asked.</param>
/// <param name="Name">Who answered.</param>
/// <param name="Scores">How good it was.</param>
/// <param name="Motion">Normalised frames, [B, T, D], on the CPU; the truth where the model was not asked.</param>
/// <param name="Scored">[B, T], 1 where it was.</param>
/// <param name="ContactsOfTruth">Whether feet stand where the truth's do; otherwise where they are low.</param>
internal sealed record PhysicsEvaluation(
    string Question, string Name, MotionScores Scores, Tensor Motion, Tensor Scored, bool ContactsOfTruth) : IDisposable
{
    private const double SeedSeconds = 1;
    private const string Model = "model";
    private const string OneFrame = "next frame";
    private const string Spans = "hidden spans";

    /// <summary>Asks a model what it was trained for.</summary>
    /// <param name="trained">The model.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="seconds">The seconds of free running.</param>
    public static IReadOnlyList<PhysicsEvaluation> Of(TrainedPhysics trained, TestClips clips, double seconds) =>
        trained.Options.Task switch
        {
            MotionTask.NextFrame => [NextFrame(trained, clips), Free(trained, clips, seconds)],
            MotionTask.MaskedSpans =>
            [
                Hidden(Model, clips, trained.Options, hidden => PhysicsObjective.Filled(
                    trained.Model, clips.Motion, clips.Physics, hidden)),
            ],
            _ => [Rebuilt(trained, clips)],
        };

    /// <summary>What costs nothing, beside which a model is to be seen.</summary>
    /// <param name="options">The task.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="seconds">The seconds of free running.</param>
    public static IReadOnlyList<PhysicsEvaluation> Baselines(PhysicsOptions options, TestClips clips, double seconds) =>
        options.Task switch
        {
            MotionTask.NextFrame =>
            [
                Of(OneFrame, "the same frame again", cat([Head(clips.Motion, 1), Head(clips.Motion, -1)], 1), clips,
                    From(clips, 1), contactsOfTruth: true),
                Held(clips, seconds),
            ],
            MotionTask.MaskedSpans =>
            [
                Hidden("the last frame held", clips, options, hidden => HeldFrames.Last(clips.Motion, hidden)),
                Hidden("straight lines between both ends", clips, options,
                    hidden => HeldFrames.Between(clips.Motion, hidden, clips.Mask)),
            ],
            _ => [],
        };

    public void Dispose()
    {
        Motion.Dispose();
        Scored.Dispose();
    }

    private static PhysicsEvaluation Rebuilt(TrainedPhysics trained, TestClips clips)
    {
        using IDisposable quiet = no_grad();
        Tensor rebuilt = trained.Model.call(clips.Motion, clips.Physics);
        return Of("the clip itself", Model, rebuilt, clips, clips.Mask.clone(), contactsOfTruth: true);
    }

    private static PhysicsEvaluation NextFrame(TrainedPhysics trained, TestClips clips)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        Tensor next = PhysicsObjective.Next(trained.Model, clips.Motion, clips.Physics, trained.Options.PredictsChange);
        Tensor motion = cat([Head(clips.Motion, 1), Head(next, -1)], 1);
        return Of(OneFrame, Model, motion, clips, From(clips, 1), true).Out();
    }

    private static PhysicsEvaluation Free(TrainedPhysics trained, TestClips clips, double seconds)
    {
        (int seed, int frames) = Horizon(clips, seconds);
        using DisposeScope scope = NewDisposeScope();
        Tensor made = FreeRunning.Continue(trained, Head(clips.Motion, seed), frames);
        return Of(Free(seconds), Model, With(clips, made, seed), clips, Range(clips, seed, frames), false)
            .Out();
    }

    private static PhysicsEvaluation Held(TestClips clips, double seconds)
    {
        (int seed, int frames) = Horizon(clips, seconds);
        using DisposeScope scope = NewDisposeScope();
        Tensor last = clips.Motion.narrow(1, seed - 1, 1).expand(-1, frames, -1);
        return Of(
            Free(seconds), "the last frame held", With(clips, last, seed), clips, Range(clips, seed, frames), false)
            .Out();
    }

    private static string Free(double seconds) => FormattableString.Invariant($"free for {seconds:0.#} s");

    private static PhysicsEvaluation Hidden(
        string name, TestClips clips, PhysicsOptions options, Func<Tensor, Tensor> fill)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable quiet = no_grad();
        int span = Math.Max(1, (int)Math.Round(options.HiddenSeconds * clips.Context.FramesPerSecond));
        Tensor hidden = clips.Hidden(options.HiddenShare, span);
        return Of(Spans, name, fill(hidden), clips, hidden, true).Out();
    }

    private static PhysicsEvaluation Of(
        string question, string name, Tensor motion, TestClips clips, Tensor scored, bool contactsOfTruth) =>
        new(
            question, name, MotionScores.Of(motion, clips.Motion, scored, clips.Context, contactsOfTruth), motion,
            scored, contactsOfTruth);

    private PhysicsEvaluation Out()
    {
        Motion.MoveToOuterDisposeScope();
        Scored.MoveToOuterDisposeScope();
        return this;
    }

    private static (int Seed, int Frames) Horizon(TestClips clips, double seconds)
    {
        int seed = (int)Math.Round(SeedSeconds * clips.Context.FramesPerSecond);
        int frames = (int)Math.Round(seconds * clips.Context.FramesPerSecond);
        return seed + frames <= clips.Motion.size(1)
            ? (seed, frames)
            : throw new ArgumentException(FormattableString.Invariant(
                $"Expected clips of at least {seed + frames} frames to run free for {seconds:0.#} s after {seed}, ")
                + $"found at most {clips.Motion.size(1)}.");
    }

    private static Tensor Head(Tensor x, int frames) => x.narrow(1, 0, frames > 0 ? frames : x.size(1) + frames);

    private static Tensor With(TestClips clips, Tensor made, int seed) => cat(
        [
            Head(clips.Motion, seed), made,
            clips.Motion.narrow(1, seed + made.size(1), clips.Motion.size(1) - seed - made.size(1)),
        ], 1);

    private static Tensor From(TestClips clips, int first) => Range(clips, first, (int)clips.Mask.size(1) - first);

    private static Tensor Range(TestClips clips, int first, int frames)
    {
        Tensor range = zeros_like(clips.Mask);
        range.narrow(1, first, frames).copy_(clips.Mask.narrow(1, first, frames));
        return range;
    }
}
