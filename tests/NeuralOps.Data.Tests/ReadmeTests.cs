using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class ReadmeTests
{
    private static readonly string Data = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data");

    /// <summary>The README's example on the demo's data.</summary>
    [Fact]
    public void Example_GivesBatchesOfTheShapesItNames()
    {
        using var ledger = TensorLedger.Start();
        var statistics = FieldStatistics.FromFolder(Data);
        var train = FluidSequenceDataset.Open(Path.Combine(Data, "train"),
            FluidDatasetOptions.Training(horizon: 3) with { Scales = statistics.Scales() });
        using var loader = new BatchLoader<FluidBatch>(train, new LoaderOptions { BatchSize = 4, Seed = 42 });
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            using (batch)
            {
                Train(batch.X0, batch.Targets, batch.Masks);
            }
        }

        ledger.RequireBalanced();
    }

    /// <summary>The README's HDF5 example in a folder of its own.</summary>
    [Fact]
    public void Hdf5Example_WritesAndReadsSamples()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        Tensor[] samples = [rand(1, 3, 64, 64, device: CPU), rand(1, 3, 64, 64, device: CPU)];
        using (var file = Hdf5File.Create(folder["data.hdf5"]))
        {
            var fields = file.Root.CreateDataset(
                "inputs/fields", ScalarType.Float32, [0, 3, 64, 64], Hdf5Storage.Rows([0, 3, 64, 64]));
            foreach (var sample in samples)
            {
                fields.Append(sample);
            }

            fields.Attributes.Write("units", "dimensionless");
            file.Complete();
        }

        using var guard = new Hdf5Guard();
        using var data = Hdf5File.Open(folder["data.hdf5"], guard);
        using var one = data.Dataset("inputs/fields")
            .ReadTensor(Hdf5Slice.At(1), Hdf5Slice.All, new Hdf5Slice(0, 32, 2));

        Assert.Equal([1, 3, 32, 64], one.shape);
        Assert.Equal(samples[1][0, 2, 4, 5].item<float>(), one[0, 2, 2, 5].item<float>());
    }

    /// <summary>The README's example of motions, on the recording of the tests.</summary>
    [Fact]
    public void MotionExample_GoesFromARecordingToBatchesAndBack()
    {
        using var scope = NewDisposeScope();
        using var temporary = new TemporaryFolder();
        var capture = AcclaimFile.Read(MotionFiles.Skeleton, MotionFiles.Motion);
        var tracks = capture.Positions().Resample(12.5);
        var motion = JointMap.For(tracks, MotionLayout.Kit).Apply(tracks);
        float[] features = MotionFeatures.Encode(motion);
        var kick = new MotionClip("kick", features, 251, 12.5, ["a person runs up and kicks a ball"]);

        MotionClip[] clips = [kick, .. new GaitGenerator().Clips(7)];
        var statistics = MotionStatistics.OfFeatures(clips.Select(clip => clip.Features), MotionLayout.Kit);
        MotionFolder.Write(temporary["motions"], MotionLayout.Kit, 12.5,
            new Dictionary<string, IReadOnlyList<MotionClip>> { ["train"] = clips }, statistics);

        var folder = MotionFolder.Open(temporary["motions"]);
        var train = folder.Read("train").Clips;
        var words = WordVocabulary.Build(train.SelectMany(clip => clip.Captions));
        var dataset = new MotionDataset(train, new() { Statistics = folder.Statistics, Vocabulary = words });
        using var loader = dataset.Loader(new LoaderOptions { BatchSize = 4, Seed = 42 });
        foreach (var batch in loader.Epoch(epoch: 0))
        {
            using (batch)
            {
                Train(batch.Motion, batch.Physics, batch.Mask, batch.Tokens);
            }
        }

        using var prompt = words.EncodeBatch(["a person runs"]);
        var found = new CaptionIndex([.. train.Select(clip => clip.Captions[0])]).Search("somebody running");
        var joints = MotionFeatures.Decode(
            train[found[0].Index].Features.Span, folder.Layout, folder.FramesPerSecond);

        Assert.Equal("kick", train[found[0].Index].Id);
        Assert.Equal(motion.Frames - 1, joints.Frames);
        Assert.InRange(MotionSamples.DistanceUpToYaw(motion, joints), 0, 1e-4);
        Assert.Equal([1, 64], prompt.shape);
    }

    private static void Train(Tensor motion, Tensor physics, Tensor mask, Tensor tokens)
    {
        long frames = motion.shape[1];
        Assert.Equal([4, frames, 251], motion.shape);
        Assert.Equal([4, frames, 64], physics.shape);
        Assert.Equal([4, 64], tokens.shape);
        Assert.Equal(0, (motion * (1 - mask.unsqueeze(-1))).abs().max().item<float>());
        Assert.Equal(2, tokens[0, 0].item<long>());
    }

    private static void Train(Tensor x0, Tensor targets, Tensor masks)
    {
        Assert.Equal([4, 6, 64, 64], x0.shape);
        Assert.Equal([4, 3, 3, 64, 64], targets.shape);
        Assert.Equal([4, 3, 2, 64, 64], masks.shape);
        using var magnitude = x0.abs();
        using var largest = magnitude.max();
        Assert.InRange(largest.item<float>(), 0, 1);
    }
}
