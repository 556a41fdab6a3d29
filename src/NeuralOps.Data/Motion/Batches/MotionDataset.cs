using NeuralOps.Core;

namespace NeuralOps.Data;

/// <summary>
/// Motions of different lengths, for a <see cref="BatchLoader{TBatch}"/>: normalised features, physics state, tokens of
/// a caption, and the mask of the padding. A window is a whole clip, or a part of a clip that is too long.
/// </summary>
/// <remarks>
/// Part and caption of a clip are drawn from the stream <c>motion/EPOCH/CLIP</c>, so that a resumed epoch gives bitwise
/// the batches of the uninterrupted one. The physics state is computed over the whole clip and cut with it.
/// </remarks>
public sealed class MotionDataset : IWindowDataset<MotionBatch>
{
    private readonly MotionClip[] clips;
    private readonly float[]?[] physics;
    private readonly MotionDatasetOptions options;

    /// <summary>Makes a dataset; the physics states are computed here.</summary>
    /// <param name="clips">Clips of one layout and frame rate.</param>
    /// <param name="options">Normalisation, lengths, physics and tokens.</param>
    /// <exception cref="InvalidDataException">
    /// A clip has another width than the statistics or another frame rate than the first, no clip is long enough, one
    /// has a single frame where differences are taken, or a caption is missing or has no known word.
    /// </exception>
    public MotionDataset(IReadOnlyList<MotionClip> clips, MotionDatasetOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfZero(clips.Count, nameof(clips));
        this.options = options;
        Layout = MotionLayout.OfWidth(options.Statistics.Width);
        foreach (var clip in clips)
        {
            Require(clip, clips[0]);
        }

        this.clips = [.. clips.Where(clip => clip.Frames >= options.MinimumFrames)];
        if (this.clips.Length == 0)
        {
            var longest = clips.MaxBy(clip => clip.Frames)!;
            throw FileError.At(MotionClip.Place(longest.Id),
                $"expected at least {options.MinimumFrames} frames, got {longest.Frames} in the longest clip.");
        }

        (physics, PhysicsStatistics) = States();
    }

    /// <summary>The features' layout.</summary>
    public MotionLayout Layout { get; }

    /// <summary>The clips that are long enough, in the order given.</summary>
    public IReadOnlyList<MotionClip> Clips => clips;

    /// <summary>What <see cref="MotionPhysics.Causal"/> normalises with, for the dataset of the validation clips; null
    /// with the other kinds.</summary>
    public MotionStatistics? PhysicsStatistics { get; }

    /// <summary>Batches of this dataset in an order of seed and epoch, with an exact position.</summary>
    /// <param name="loader">Batch size, order and workers.</param>
    /// <exception cref="ArgumentException">The dataset does not fill one batch.</exception>
    public BatchLoader<MotionBatch> Loader(LoaderOptions? loader = null) => new(this, loader);

    /// <inheritdoc/>
    public int Count(int epoch) => clips.Length;

    /// <inheritdoc/>
    public MotionBatch Assemble(int epoch, ReadOnlySpan<int> windows, ulong seed)
    {
        int longest = 0;
        foreach (int window in windows)
        {
            longest = Math.Max(longest, LengthOf(clips[window]));
        }

        var batch = new MotionBatch(windows.Length, longest, Layout.Width, options.Vocabulary is not null);
        for (int row = 0; row < windows.Length; row++)
        {
            var draws = new RandomStream(seed, FormattableString.Invariant($"motion/{epoch}/{windows[row]}"));
            Fill(batch, row, windows[row], draws);
        }

        return batch;
    }

    private void Fill(MotionBatch batch, int row, int window, RandomStream draws)
    {
        var clip = clips[window];
        int frames = LengthOf(clip);
        int caption = clip.Captions.Count == 0 ? -1 : draws.NextInt(clip.Captions.Count);
        int first = options.Crop == MotionCrop.Random ? draws.NextInt(clip.Frames - frames + 1) : 0;
        var part = clip.Features.Span.Slice(first * clip.Width, frames * clip.Width);
        options.Statistics.Normalize(part, batch.MotionOf(row)[..part.Length]);
        if (physics[window] is { } state)
        {
            state.AsSpan(first * PhysicsState.Width, frames * PhysicsState.Width).CopyTo(batch.PhysicsOf(row));
        }

        batch.Describe(row, clip.Id, frames, caption < 0 ? "" : clip.Captions[caption]);
        if (options.Vocabulary is { } vocabulary)
        {
            batch.SetTokens(row, vocabulary.Encode(clip.Captions[caption]));
        }
    }

    private int LengthOf(MotionClip clip) => Math.Min(clip.Frames, options.MaximumFrames);

    private (float[]?[] States, MotionStatistics? Statistics) States()
    {
        if (options.Physics == MotionPhysics.None)
        {
            return (new float[clips.Length][], null);
        }

        var states = clips.Select(StateOf).ToArray();
        if (options.Physics != MotionPhysics.Causal)
        {
            return (states, null);
        }

        var statistics = options.PhysicsStatistics
            ?? MotionStatistics.OfPhysics(states.Select(state => (ReadOnlyMemory<float>)state));
        foreach (float[] state in states)
        {
            statistics.Normalize(state, state);
        }

        return (states, statistics);
    }

    private float[] StateOf(MotionClip clip)
    {
        if (options.Physics != MotionPhysics.Causal && clip.Frames == 1)
        {
            throw FileError.At(MotionClip.Place(clip.Id),
                $"expected at least 2 frames, which {options.Physics} physics takes differences of, got 1; "
                + "MinimumFrames leaves such clips out.");
        }

        return options.Physics switch
        {
            MotionPhysics.Reference => PhysicsState.Standardize(
                clip.Features.Span, Layout, clip.FramesPerSecond, PhysicsForm.Reference),
            MotionPhysics.ClipNormalised => PhysicsState.Standardize(clip.Features.Span, Layout, clip.FramesPerSecond),
            _ => PhysicsState.Of(clip.Features.Span, Layout, clip.FramesPerSecond, PhysicsForm.Causal),
        };
    }

    private void Require(MotionClip clip, MotionClip first)
    {
        string where = MotionClip.Place(clip.Id);
        if (clip.Width != Layout.Width)
        {
            throw FileError.At(where, $"expected {Layout.Width} features, as the statistics have, got {clip.Width}.");
        }

        if (clip.FramesPerSecond != first.FramesPerSecond)
        {
            throw FileError.At(where, FormattableString.Invariant(
                $"expected {first.FramesPerSecond} frames a second, as clip '{first.Id}' has, got ")
                + FormattableString.Invariant($"{clip.FramesPerSecond}."));
        }

        if (options.Vocabulary is { } vocabulary)
        {
            RequireCaptions(clip, where, vocabulary);
        }
    }

    private static void RequireCaptions(MotionClip clip, string where, WordVocabulary vocabulary)
    {
        if (clip.Captions.Count == 0)
        {
            throw FileError.At(where, "expected a caption, since the dataset has a vocabulary, got none.");
        }

        if (clip.Captions.FirstOrDefault(text => !vocabulary.Knows(text)) is { } unknown)
        {
            throw FileError.At(where, vocabulary.Refusal(unknown));
        }
    }
}
