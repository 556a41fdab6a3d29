using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class FluidSequenceDatasetTests
{
    [Theory]
    [InlineData(MaskTime.StepStart, 0)]
    [InlineData(MaskTime.StepEnd, 1)]
    public void Window_HoldsTheFramesItNames(MaskTime maskTime, int shift)
    {
        using var folder = new TemporaryFolder();
        FluidFiles.Write(folder, "seq_0.npz");
        FluidFiles.Write(folder, "seq_1.npz", frames: 7);
        var data = FluidSequenceDataset.Open(folder.Root, new() { Horizon = 3, MaskTime = maskTime });
        Assert.Equal((5 + 3, 3, 5, 2), (data.Count(0), data.Height, data.Width, data.SequenceCount));
        Assert.Equal((1, 2), data.Locate(0, 6));
        using var ledger = TensorLedger.Start();
        using (var batch = data.Assemble(0, [6, 4], seed: 0))
        {
            RequireWindow(batch, 0, time: 2, shift);
            RequireWindow(batch, 1, time: 5, shift);
            Assert.Equal([2, 6, 3, 5], batch.X0.shape);
            Assert.Equal([2, 3, 3, 3, 5], batch.Targets.shape);
            Assert.Equal([2, 3, 2, 3, 5], batch.Masks.shape);
            Assert.Equal((2, 3), (batch.Size, batch.Horizon));
        }

        ledger.RequireBalanced();
    }

    [Theory]
    [InlineData(1, 1.0, 1)]
    [InlineData(3, 1.0, 3)]
    [InlineData(4, 0.1, 1)]
    [InlineData(5, 0.5, 2)]
    [InlineData(4, 0.6, 2)]
    public void TrainingStride_IsTheRoundedShareOfTheHorizon(int horizon, double share, int stride) =>
        Assert.Equal(stride, FluidDatasetOptions.Training(horizon, share).Stride);

    [Fact]
    public void Epochs_StartLaterByOneFrame_AndTogetherCoverEveryStart()
    {
        using var folder = new TemporaryFolder();
        FluidFiles.Write(folder, "a.npz", frames: 12);
        FluidFiles.Write(folder, "b.npz", frames: 9);
        var data = FluidSequenceDataset.Open(folder.Root, FluidDatasetOptions.Training(horizon: 4));
        var seen = new List<(int, int)>();
        for (int epoch = 0; epoch < 4; epoch++)
        {
            var windows = Enumerable.Range(0, data.Count(epoch)).Select(w => data.Locate(epoch, w)).ToList();
            Assert.All(windows, w => Assert.Equal(0, (w.Time - 1 - epoch) % 4));
            seen.AddRange(windows);
        }

        var all = Enumerable.Range(1, 7).Select(t => (0, t)).Concat(Enumerable.Range(1, 4).Select(t => (1, t)));
        Assert.Equal(all, seen.Order());
        Assert.Equal(data.Count(0), data.Count(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => data.Locate(0, data.Count(0)));
    }

    [Fact]
    public void StrideBeyondEverySequence_LeavesNoEpochEmpty()
    {
        using var folder = new TemporaryFolder();
        FluidFiles.Write(folder, "a.npz", frames: 6);
        var data = FluidSequenceDataset.Open(folder.Root, new() { Horizon = 3, Stride = 5 });
        Assert.Equal([1, 1, 1], Enumerable.Range(0, 3).Select(data.Count));
        Assert.Equal((0, 2), data.Locate(1, 0));
    }

    [Fact]
    public void Flip_MirrorsAlongWidthAndNegatesVx()
    {
        using var folder = new TemporaryFolder();
        string path = FluidFiles.Write(folder, "a.npz");
        using var scope = NewDisposeScope();
        var plain = new FluidSequenceDataset([path], new() { Horizon = 2 }).Assemble(0, [1], 7);
        var flipped = new FluidSequenceDataset([path], new() { Horizon = 2, FlipProbability = 1 }).Assemble(0, [1], 7);
        var vx = tensor(new[] { 1f, -1, 1, 1, 1, 1 }).view(6, 1, 1);
        Assert.True((plain.X0.flip(-1) * vx).Equals(flipped.X0));
        Assert.True((plain.Targets.flip(-1) * vx[..3]).Equals(flipped.Targets));
        Assert.True(plain.Masks.flip(-1).Equals(flipped.Masks));
        Assert.True((flipped.X0.flip(-1) * vx).Equals(plain.X0));
        plain.Dispose();
        flipped.Dispose();
    }

    [Fact]
    public void Flips_DependOnSeedEpochAndWindowAlone()
    {
        using var folder = new TemporaryFolder();
        string path = FluidFiles.Write(folder, "a.npz", frames: 103);
        var data = new FluidSequenceDataset([path], FluidDatasetOptions.Training(1));
        bool[] Flips(int epoch, ulong seed) => [.. Enumerable.Range(0, 100).Select(w =>
        {
            using var batch = data.Assemble(epoch, [w], seed);
            return batch.X0.bytes[4 * 15] != 0 && BitConverter.ToSingle(batch.X0.bytes[(4 * 15)..]) < 0;
        })];
        bool[] flips = Flips(0, 1);
        Assert.Equal(flips, Flips(0, 1));
        Assert.NotEqual(flips, Flips(1, 1));
        Assert.NotEqual(flips, Flips(0, 2));
        // 100 fair coins: five standard deviations around 50.
        Assert.InRange(flips.Count(f => f), 25, 75);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SequencesReadOnDemand_GiveTheSameWindows(bool preload)
    {
        using var folder = new TemporaryFolder();
        string[] paths = [.. Enumerable.Range(0, 5).Select(i => FluidFiles.Write(folder, $"{i}.npz", frames: 6 + i))];
        var scales = new FieldScales { Density = 2, VelX = 3, VelZ = 3 };
        var reference = new FluidSequenceDataset(paths, new() { Horizon = 2, Scales = scales });
        var data = new FluidSequenceDataset(
            paths, new() { Horizon = 2, Scales = scales, Preload = preload, CachedSequences = 2 });
        Assert.Equal(reference.Count(0), data.Count(0));
        for (int window = data.Count(0) - 1; window >= 0; window--)
        {
            using var expected = reference.Assemble(0, [window, 0], 0);
            using var actual = data.Assemble(0, [window, 0], 0);
            Assert.True(expected.X0.Equals(actual.X0) && expected.Targets.Equals(actual.Targets));
        }
    }

    [Fact]
    public void ShortSequence_AnotherGrid_AndEmptyFolder_AreRefused()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal($"{folder.Root}: expected .npz files, found none.",
            Assert.Throws<InvalidDataException>(
                () => FluidSequenceDataset.Open(folder.Root, new() { Horizon = 1 })).Message);
        Assert.Equal($"{folder["none"]}: expected a folder of .npz files, found none.",
            Assert.Throws<InvalidDataException>(
                () => FluidSequenceDataset.Open(folder["none"], new() { Horizon = 1 })).Message);
        string a = FluidFiles.Write(folder, "a.npz", frames: 5);
        string b = FluidFiles.Write(folder, "b.npz", width: 6);
        Assert.Equal($"{a}: T = 5 frames are too few for K = 4: a window takes K + 2 = 6.",
            Assert.Throws<InvalidDataException>(() => new FluidSequenceDataset([a], new() { Horizon = 4 })).Message);
        Assert.Equal($"{b}: expected the grid 3 x 5 of {a}, got 3 x 6.",
            Assert.Throws<InvalidDataException>(() => new FluidSequenceDataset([a, b], new() { Horizon = 1 })).Message);
        File.WriteAllText(folder["c.npz"], "no archive");
        Assert.Equal($"{folder["c.npz"]}: not an NPZ file: expected a zip archive.",
            Assert.Throws<InvalidDataException>(
                () => new FluidSequenceDataset([a, folder["c.npz"]], new() { Horizon = 1 })).Message);
    }

    [Fact]
    public void Options_OutOfRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>("Horizon", () => new FluidDatasetOptions { Horizon = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("Stride", () => new FluidDatasetOptions { Horizon = 1, Stride = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(
            "FlipProbability", () => new FluidDatasetOptions { Horizon = 1, FlipProbability = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(
            "CachedSequences", () => new FluidDatasetOptions { Horizon = 1, CachedSequences = 0 });
        Assert.Throws<ArgumentOutOfRangeException>("rolloutStride", () => FluidDatasetOptions.Training(1, 0));
    }

    [Fact]
    public void DemoSequences_AreReadable()
    {
        string demo = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data");
        foreach (var (split, count) in new[] { ("train", 6), ("val", 1), ("test", 4) })
        {
            var data = FluidSequenceDataset.Open(Path.Combine(demo, split), FluidDatasetOptions.Evaluation(30));
            Assert.Equal((count, 64, 64, count * 69), (data.SequenceCount, data.Height, data.Width, data.Count(0)));
        }
    }

    private static void RequireWindow(FluidBatch batch, int index, int time, int shift)
    {
        using var scope = NewDisposeScope();
        (int Field, int Frame)[] channels = [(0, time), (1, time), (2, time), (0, time - 1), (3, time), (4, time)];
        for (int c = 0; c < channels.Length; c++)
        {
            Assert.Equal(
                FluidFiles.Cell(channels[c].Field, channels[c].Frame, 2, 3), batch.X0[index, c, 2, 3].ToSingle());
        }

        for (int k = 0; k < batch.Horizon; k++)
        {
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(FluidFiles.Cell(c, time + k + 1, 1, 4), batch.Targets[index, k, c, 1, 4].ToSingle());
            }

            Assert.Equal(FluidFiles.Cell(3, time + k + shift, 1, 4), batch.Masks[index, k, 0, 1, 4].ToSingle());
            Assert.Equal(FluidFiles.Cell(4, time + k + shift, 0, 0), batch.Masks[index, k, 1, 0, 0].ToSingle());
        }
    }
}
