using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Losses;
using NeuralOps.Models;
using NeuralOps.Rollout;
using Spectre.Console;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>An encoder of motions and captions in one space, trained on real clips.</summary>
internal sealed class Matching : IDisposable
{
    private const int BatchSize = 32;
    private const double Rate = 1e-3;

    private readonly TextMotionMatcher matcher;
    private readonly TrainedText trained;

    private Matching(TextMotionMatcher matcher, TrainedText trained) =>
        (this.matcher, this.trained) = (matcher, trained);

    /// <summary>Trains an encoder from the seed of the model's run.</summary>
    public static Matching Train(
        TrainedText trained, IReadOnlyList<MotionClip> clips, int updates, IAnsiConsole console,
        CancellationToken cancel)
    {
        manual_seed(trained.Options.Seed);
        var matcher = new TextMotionMatcher(new TextMotionMatcherOptions
        {
            VocabSize = trained.Vocabulary.Count,
            MotionDim = trained.Context.Width,
        });
        MotionDatasetOptions options = trained.Context.DatasetOf(
            trained.Options.MaxFrames, MotionCrop.Start, trained.Vocabulary);
        using BatchLoader<MotionBatch> batches = new MotionDataset(
            [.. clips.Where(clip => clip.Captions.Count > 0)], options).Loader(new LoaderOptions
            {
                BatchSize = BatchSize,
                Seed = (ulong)trained.Options.Seed,
                DropLast = clips.Count >= BatchSize,
            });
        using var trainer = new Trainer<MotionBatch>(matcher, batches, Loss, new TrainerOptions
        {
            Steps = updates,
            Seed = trained.Options.Seed,
            Optimizer = new DescentOptions { Kind = OptimizerKind.AdamW, LearningRate = Rate },
            Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, Length = updates },
            ClipNorm = 1,
        });
        console.Profile.Out.Writer.WriteLine($"Training a matcher of motions and captions for {updates} updates.");
        trainer.Run(cancel);
        cancel.ThrowIfCancellationRequested();
        matcher.eval();
        return new Matching(matcher, trained);

        LossTerms Loss(MotionBatch batch)
        {
            Tensor captions = tensor(batch.Captions.Select(caption => (long)batch.Captions.Index()
                .First(other => other.Item == caption).Index).ToArray());
            Tensor loss = ContrastiveLoss.Of(
                matcher.Motion(batch.Motion, batch.Mask), matcher.Text(batch.Tokens), captions);
            return new LossTerms(loss, new Dictionary<string, Tensor>());
        }
    }

    /// <summary>The embedding of a motion, [1, E].</summary>
    /// <param name="features">Un-normalised vectors, [T, D].</param>
    public Tensor Motion(Tensor features)
    {
        Tensor x = trained.Context.Statistics.Normalize(features);
        x = x.narrow(0, 0, Math.Min(x.size(0), trained.Options.MaxFrames)).unsqueeze(0);
        return matcher.Motion(x, ones(1, x.size(1)));
    }

    /// <summary>The embedding of a caption, [1, E].</summary>
    public Tensor Text(string caption) => matcher.Text(tensor(trained.Vocabulary.Encode(caption)).unsqueeze(0));

    public void Dispose() => matcher.Dispose();
}
