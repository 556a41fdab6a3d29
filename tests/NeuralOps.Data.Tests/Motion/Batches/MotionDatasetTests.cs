using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class MotionDatasetTests
{
    private static readonly IReadOnlyList<MotionClip> Clips =
        new GaitGenerator(new() { MinimumSeconds = 2, MaximumSeconds = 6, Seed = 11 }).Clips(12);

    private static readonly MotionStatistics Statistics =
        MotionStatistics.OfFeatures(Clips.Select(clip => clip.Features), MotionLayout.Kit);

    private static readonly WordVocabulary Words = WordVocabulary.Build(Clips.SelectMany(clip => clip.Captions));

    private static MotionDatasetOptions Whole => new() { Statistics = Statistics, Crop = MotionCrop.Start };

    [Fact]
    public void WholeClips_AreNormalisedAndPaddedWithZeros()
    {
        using var batch = new MotionDataset(Clips, Whole).Assemble(0, [3, 0, 7], seed: 1);
        int[] lengths = [Clips[3].Frames, Clips[0].Frames, Clips[7].Frames];

        Assert.Equal((3, lengths.Max()), (batch.Size, batch.Frames));
        Assert.Equal([3, lengths.Max(), 251], batch.Motion.shape);
        Assert.Equal([3, lengths.Max(), 64], batch.Physics.shape);
        Assert.Equal([Clips[3].Id, Clips[0].Id, Clips[7].Id], batch.Ids);
        Assert.Equal(lengths.Select(n => (long)n), batch.Lengths.data<long>().ToArray());
        Assert.True(lengths.Distinct().Count() > 1);
        for (int row = 0; row < 3; row++)
        {
            using var scope = NewDisposeScope();
            var clip = Clips[new[] { 3, 0, 7 }[row]];
            var expected = Statistics.Normalize(clip.ToTensor());
            Near(expected, batch.Motion[row][..clip.Frames], 1e-6);
            Assert.Equal(clip.Frames, batch.Mask[row].sum().ToDouble());
            Assert.Equal(clip.Frames, batch.Mask[row][..clip.Frames].sum().ToDouble());
            Assert.Equal(0, batch.Motion[row][clip.Frames..].abs().sum().ToDouble());
            Assert.Equal(0, batch.Physics[row][clip.Frames..].abs().sum().ToDouble());
        }
    }

    [Fact]
    public void Physics_IsThatOfTheKind()
    {
        float[] Of(MotionPhysics kind)
        {
            using var batch = new MotionDataset(Clips, Whole with { Physics = kind }).Assemble(0, [4], seed: 1);
            return batch.Physics.data<float>().ToArray();
        }

        var clip = Clips[4];
        float[] raw = PhysicsState.Of(clip.Features.Span, MotionLayout.Kit, 12.5, PhysicsForm.Causal);
        var dataset = new MotionDataset(Clips, Whole);
        float[] causal = new float[raw.Length];
        dataset.PhysicsStatistics!.Normalize(raw, causal);

        Assert.Equal(causal, Of(MotionPhysics.Causal));
        Assert.Equal(
            PhysicsState.Standardize(clip.Features.Span, MotionLayout.Kit, 12.5), Of(MotionPhysics.ClipNormalised));
        Assert.Equal(
            PhysicsState.Standardize(clip.Features.Span, MotionLayout.Kit, 12.5, PhysicsForm.Reference),
            Of(MotionPhysics.Reference));
        Assert.All(Of(MotionPhysics.None), x => Assert.Equal(0, x));
        Assert.Null(new MotionDataset(Clips, Whole with { Physics = MotionPhysics.Reference }).PhysicsStatistics);
    }

    [Fact]
    public void ValidationClips_TakeTheTrainingClipsPhysicsStatistics()
    {
        var training = new MotionDataset([.. Clips.Take(6)], Whole);
        var own = new MotionDataset([.. Clips.Skip(6)], Whole);
        var shared = new MotionDataset(
            [.. Clips.Skip(6)], Whole with { PhysicsStatistics = training.PhysicsStatistics });

        Assert.Same(training.PhysicsStatistics, shared.PhysicsStatistics);
        Assert.NotEqual(own.PhysicsStatistics!.Mean, shared.PhysicsStatistics!.Mean);
    }

    [Fact]
    public void CausalPhysics_DoesNotKnowTheFuture()
    {
        var clip = Clips[4];
        var start = new MotionClip("start", clip.Features[..(20 * 251)].ToArray(), 251, 12.5, []);
        var all = new MotionDataset(Clips, Whole);
        using var whole = all.Assemble(0, [4], seed: 1);
        using var part = new MotionDataset([start], Whole with { PhysicsStatistics = all.PhysicsStatistics })
            .Assemble(0, [0], seed: 1);

        Near(whole.Physics[0][..20], part.Physics[0], 1e-6);
    }

    [Fact]
    public void LongClips_AreCutAtOnePlaceForMotionAndPhysics()
    {
        var dataset = new MotionDataset(Clips, Whole with { MaximumFrames = 16, Crop = MotionCrop.Random });
        using var whole = new MotionDataset(Clips, Whole).Assemble(0, [5], seed: 1);
        var starts = new HashSet<int>();
        for (int epoch = 0; epoch < 8; epoch++)
        {
            using var batch = dataset.Assemble(epoch, [5], seed: 1);
            using var scope = NewDisposeScope();
            Assert.Equal(16, batch.Frames);
            int start = Enumerable.Range(0, whole.Frames - 15)
                .Single(at => (whole.Motion[0][at..(at + 16)] - batch.Motion[0]).abs().max().ToDouble() == 0);
            Near(whole.Physics[0][start..(start + 16)], batch.Physics[0], 0);
            starts.Add(start);
        }

        Assert.InRange(starts.Count, 3, 8);
        using var first = new MotionDataset(Clips, Whole with { MaximumFrames = 16 }).Assemble(3, [5], seed: 1);
        Near(whole.Motion[0][..16], first.Motion[0], 0);
    }

    [Fact]
    public void Tokens_AreThoseOfTheCaptionChosen()
    {
        var dataset = new MotionDataset(Clips, Whole with { Vocabulary = Words });
        var chosen = new HashSet<string>();
        for (int epoch = 0; epoch < 12; epoch++)
        {
            using var batch = dataset.Assemble(epoch, [2, 9], seed: 5);
            Assert.Contains(batch.Captions[0], Clips[2].Captions);
            Assert.Contains(batch.Captions[1], Clips[9].Captions);
            Assert.Equal([2, 64], batch.Tokens.shape);
            Assert.Equal(
                Words.Encode(batch.Captions[0]).Concat(Words.Encode(batch.Captions[1])),
                batch.Tokens.data<long>().ToArray());
            chosen.Add(batch.Captions[0]);
        }

        Assert.Equal(3, chosen.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Resume_GivesTheBatchesOfTheUninterruptedEpoch(int workers)
    {
        var options = Whole with { MaximumFrames = 20, Crop = MotionCrop.Random, Vocabulary = Words };
        var order = new LoaderOptions { BatchSize = 3, Seed = 9, Workers = workers };
        using var whole = new MotionDataset(Clips, options).Loader(order);
        using var resumed = new MotionDataset(Clips, options).Loader(order with { Workers = 1 });

        Assert.Equal(4, whole.BatchesPerEpoch);
        Assert.Equal(Prints(whole.Epoch(3)).Skip(2), Prints(resumed.Epoch(3, 2)));
        Assert.NotEqual(Prints(whole.Epoch(3)), Prints(whole.Epoch(4)));
    }

    [Fact]
    public void ShortClips_AreLeftOut()
    {
        int least = Clips.Select(clip => clip.Frames).Order().ElementAt(4);
        var dataset = new MotionDataset(Clips, Whole with { MinimumFrames = least });

        Assert.Equal(
            Clips.Where(clip => clip.Frames >= least).Select(clip => clip.Id), dataset.Clips.Select(clip => clip.Id));
        Assert.InRange(dataset.Count(0), 1, 8);
        Refused(
            $"clip '{Clips.MaxBy(clip => clip.Frames)!.Id}': expected at least 900 frames, "
            + $"got {Clips.Max(clip => clip.Frames)} in the longest clip.",
            Clips, Whole with { MinimumFrames = 900 });
    }

    [Fact]
    public void ClipsThatDoNotFit_AreRefusedByName()
    {
        MotionClip Clip(string id, int width = 251, double fps = 12.5, params string[] captions) =>
            new(id, new float[4 * width], width, fps, captions);
        var worded = Whole with { Vocabulary = Words };

        Refused(
            "clip 'x': expected 251 features, as the statistics have, got 263.", [Clip("a"), Clip("x", 263)], Whole);
        Refused(
            "clip 'x': expected 12.5 frames a second, as clip 'a' has, got 20.",
            [Clip("a"), Clip("x", fps: 20)], Whole);
        Refused(
            "clip 'x': expected a caption, since the dataset has a vocabulary, got none.",
            [Clip("a", captions: "a person walks"), Clip("x")], worded);
        Refused(
            $"clip 'x': Expected at least one of the vocabulary's {Words.Count - 4} words in 'wlaks', found none; "
            + "near words: 'walks' for 'wlaks'.",
            [Clip("x", captions: ["a person walks", "wlaks"])], worded);
        Refused(
            "clip 'x': expected at least 2 frames, which ClipNormalised physics takes differences of, got 1; "
            + "MinimumFrames leaves such clips out.",
            [Clip("a"), new("x", new float[251], 251, 12.5, [])],
            Whole with { Physics = MotionPhysics.ClipNormalised });
        Assert.Equal(
            "Expected statistics of 64 physics channels, got 2. (Parameter 'PhysicsStatistics')",
            Assert.Throws<ArgumentException>(
                () => Whole with { PhysicsStatistics = new(new float[2], new float[2]) }).Message);
        using var batch = new MotionDataset([Clip("a")], Whole).Assemble(0, [0], 1);
        Assert.Equal(
            "Expected tokens, but the dataset has no vocabulary.",
            Assert.Throws<InvalidOperationException>(() => batch.Tokens).Message);
        Assert.Equal([""], batch.Captions);
    }

    private static void Refused(string message, IReadOnlyList<MotionClip> clips, MotionDatasetOptions options) =>
        Assert.Equal(
            message, Assert.Throws<InvalidDataException>(() => new MotionDataset(clips, options)).Message);

    private static void Near(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, tolerance);
    }

    private static List<string> Prints(IEnumerable<MotionBatch> batches)
    {
        var prints = new List<string>();
        foreach (var batch in batches)
        {
            using (batch)
            {
                byte[] all =
                [
                    .. batch.Motion.bytes.ToArray(), .. batch.Physics.bytes.ToArray(), .. batch.Mask.bytes.ToArray(),
                    .. batch.Tokens.bytes.ToArray(), .. batch.Lengths.bytes.ToArray(),
                ];
                prints.Add(Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(all)));
            }
        }

        return prints;
    }
}
