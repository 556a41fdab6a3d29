using NeuralOps.Data;

namespace PhysicsMotion;

/// <summary>The training and validation clips of a folder as batches.</summary>
internal sealed class MotionData : IDisposable
{
    /// <summary>Reads the splits <c>train</c> and <c>val</c>.</summary>
    /// <param name="options">Folder, cut and batch.</param>
    /// <param name="physics">How the physics state is made.</param>
    /// <param name="readsCaptions">Whether batches carry tokens; clips without a caption are left out.</param>
    /// <param name="words">The words of a model that is continued; by default those of the training captions.</param>
    public MotionData(
        TrainingOptions options, MotionPhysics physics, bool readsCaptions, WordVocabulary? words = null)
    {
        MotionFolder folder = MotionFolder.Open(options.DataDir);
        IReadOnlyList<MotionClip> training = Clips("train");
        Vocabulary = readsCaptions
            ? words ?? WordVocabulary.Build(training.SelectMany(clip => clip.Captions))
            : null;
        Context = MotionContext.Of(folder, training, physics);
        Training = Loader(training, MotionCrop.Random, shuffles: true);
        Validation = Loader(Clips("val"), MotionCrop.Start, shuffles: false);

        IReadOnlyList<MotionClip> Clips(string split)
        {
            IReadOnlyList<MotionClip> all = folder.Read(split).Clips;
            IReadOnlyList<MotionClip> used =
                readsCaptions ? [.. all.Where(clip => clip.Captions.Count > 0)] : all;
            return used.Count > 0
                ? used
                : throw new InvalidDataException(
                    $"{options.DataDir}: expected clips{(readsCaptions ? " with captions" : "")} in split '{split}', "
                    + $"found {(all.Count == 0 ? "none" : $"{all.Count} without")}.");
        }

        BatchLoader<MotionBatch> Loader(IReadOnlyList<MotionClip> clips, MotionCrop crop, bool shuffles) =>
            new MotionDataset(clips, Context.DatasetOf(options.MaxFrames, crop, Vocabulary)).Loader(new LoaderOptions
            {
                BatchSize = options.BatchSize,
                Shuffle = shuffles,
                Seed = (ulong)options.Seed,
            });
    }

    /// <summary>Layout, rate and statistics.</summary>
    public MotionContext Context { get; }

    /// <summary>The words of captions; null where they are not read.</summary>
    public WordVocabulary? Vocabulary { get; }

    /// <summary>Shuffled, cut anywhere.</summary>
    public BatchLoader<MotionBatch> Training { get; }

    /// <summary>In order, cut at the start.</summary>
    public BatchLoader<MotionBatch> Validation { get; }

    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
    }
}
