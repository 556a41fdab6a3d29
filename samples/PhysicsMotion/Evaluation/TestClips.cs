using NeuralOps.Core;
using NeuralOps.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace PhysicsMotion;

/// <summary>Held-out clips as one batch.</summary>
internal sealed class TestClips : IDisposable
{
    private readonly BatchLoader<MotionBatch> loader;
    private readonly MotionBatch batch;

    /// <summary>Reads a split.</summary>
    /// <param name="folder">The folder of motions.</param>
    /// <param name="split">The split, or one of train, val and test.</param>
    /// <param name="context">What the model was trained with: its statistics, not the folder's.</param>
    /// <param name="frames">The frames a clip is cut to.</param>
    /// <param name="most">The most clips.</param>
    public TestClips(string folder, string split, MotionContext context, int frames, int most = 256)
    {
        MotionFolder source = MotionFolder.Open(folder);
        if (source.Layout.Width != context.Width)
        {
            throw new InvalidDataException(
                $"{folder}: expected vectors of {context.Width} channels, as the model's, found "
                + $"{source.Layout.Width}.");
        }

        IReadOnlyList<MotionClip> clips = [.. source.Read(split).Clips.Take(most)];
        Dataset = new MotionDataset(clips, context.DatasetOf(frames, MotionCrop.Start));
        loader = Dataset.Loader(new LoaderOptions { BatchSize = Math.Max(1, clips.Count), Shuffle = false });
        batch = loader.Epoch(0).First();
        Context = context;
    }

    /// <summary>What the model was trained with.</summary>
    public MotionContext Context { get; }

    /// <summary>Normalised frames, [B, T, D].</summary>
    public Tensor Motion => batch.Motion;

    /// <summary>Their physics state, [B, T, 64].</summary>
    public Tensor Physics => batch.Physics;

    /// <summary>[B, T], 1 for a frame.</summary>
    public Tensor Mask => batch.Mask;

    /// <summary>The clips' names.</summary>
    public IReadOnlyList<string> Ids => batch.Ids;

    /// <summary>A caption of each.</summary>
    public IReadOnlyList<string> Captions => batch.Captions;

    private MotionDataset Dataset { get; }

    /// <summary>[B, T], 1 where a frame is hidden; the same at every call.</summary>
    public Tensor Hidden(double share, int span) => HiddenSpans.Draw(
        batch.Lengths.data<long>().ToArray(), batch.Frames, share, span, new RandomStream(0, "held out")) * batch.Mask;

    public void Dispose()
    {
        batch.Dispose();
        loader.Dispose();
    }
}
