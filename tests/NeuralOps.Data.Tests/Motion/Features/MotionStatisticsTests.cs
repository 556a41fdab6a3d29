using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class MotionStatisticsTests
{
    [Fact]
    public void Statistics_AgreeWithTheReference_AndLeaveOutTheDamagedClip()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.4b-feature-statistics");
        var statistics = MotionStatistics.OfFeatures(GoldenClips(golden), MotionLayout.HumanMl3d);
        Assert.Equal(1, statistics.SkippedClips);
        // float32 results of float64 sums, so the rounding of the result is all.
        golden.RequireOutput("f64/out:mean", tensor(statistics.Mean.ToArray()), 1.2e-7);
        golden.RequireOutput("f64/out:std", tensor(statistics.Std.ToArray()), 1.2e-7);
    }

    [Fact]
    public void NormalizedFeatures_HaveMean0_AndComeBack()
    {
        using var golden = GoldenCase.Open("G4.4b-feature-statistics");
        var clips = GoldenClips(golden);
        var statistics = MotionStatistics.OfFeatures(clips, MotionLayout.HumanMl3d);
        float[] raw = [.. clips[0].Span, .. clips[2].Span], normalised = new float[raw.Length];
        statistics.Normalize(raw, normalised);
        for (int channel = 0; channel < 263; channel++)
        {
            Assert.Equal(0, Enumerable.Range(0, 55).Average(t => normalised[(t * 263) + channel]), 1e-5);
        }

        using var scope = NewDisposeScope();
        var rows = tensor(raw, [5, 11, 263]);
        var same = statistics.Normalize(rows);
        Assert.Equal(0, (same - tensor(normalised, [5, 11, 263])).abs().max().item<float>(), 1e-6f);
        Assert.Equal(0, (statistics.Denormalize(same) - rows).abs().max().item<float>(), 2e-6f);
        statistics.Denormalize(normalised, normalised);
        Assert.All(raw.Zip(normalised), pair => Assert.Equal(pair.First, pair.Second, 2e-6f));
    }

    [Fact]
    public void Denormalize_CarriesTheGradient()
    {
        using var scope = NewDisposeScope();
        var statistics = new MotionStatistics([1, 2], [3, 0.5f]);
        var x = zeros(4, 2).requires_grad_();
        statistics.Denormalize(x).sum().backward();
        Assert.Equal([3f, 0.5f], x.grad![2].data<float>().ToArray());
    }

    [Fact]
    public void ConstantChannels_BecomeZero_AndComeBackExactly()
    {
        var statistics = new MotionStatistics([5, 1], [0, 2]);
        float[] row = [5, 3];
        statistics.Normalize(row, row);
        Assert.Equal([0f, 1f], row);
        statistics.Denormalize(row, row);
        Assert.Equal([5f, 3f], row);
    }

    [Fact]
    public void PhysicsStatistics_LeaveConstantChannelsAsTheyAre()
    {
        using var golden = GoldenCase.Open("G4.3-physics-state");
        using var motion = golden.Read("in:motion_T60");
        float[] rows = PhysicsState.Of(motion.data<float>().ToArray(), MotionLayout.Kit, 12.5, PhysicsForm.Causal);
        var statistics = MotionStatistics.OfPhysics([rows.AsMemory(0, 20 * 64), rows.AsMemory(20 * 64)]);
        statistics.Normalize(rows, rows);
        for (int channel = 0; channel < 64; channel++)
        {
            double[] values = [.. Enumerable.Range(0, 60).Select(t => (double)rows[(t * 64) + channel])];
            bool isConstant = channel is 0 or 7 or 9 or 21 or 23 or >= 24;
            Assert.Equal(isConstant ? 0 : 1, values.Average(x => x * x) - (channel == 0 ? 96.2361 : 0), 1e-4);
        }

        Assert.Equal(-9.81f, rows[0]);
    }

    [Fact]
    public void Files_KeepEveryNumber()
    {
        using var folder = new TemporaryFolder();
        var kit = MotionStatistics.Read(MotionSamples.KitPath("kit_mean.npy"), MotionSamples.KitPath("kit_std.npy"));
        Assert.Equal(251, kit.Width);
        Assert.Equal(559.6249f, kit.Mean[3], 1e-3f); // millimetres
        kit.Rescale(MotionLayout.Kit, 0.001).Write(folder["new"]);
        var metres = MotionStatistics.Read(folder["new"]);
        Assert.Equal(kit.Mean[3] * 0.001f, metres.Mean[3]);
        Assert.Equal(kit.Std[2] * 0.001f, metres.Std[2]);
        Assert.Equal(kit.Std[0], metres.Std[0]);
        Assert.Equal(kit.Std.Skip(64).Take(120), metres.Std.Skip(64).Take(120));
        Assert.Equal(kit.Mean.Skip(247), metres.Mean.Skip(247));
        Assert.Equal(kit.Mean[184] * 0.001f, metres.Mean[184]);
    }

    [Fact]
    public void MissingAndBadFiles_AreRefused_WithTheirPath()
    {
        using var folder = new TemporaryFolder();
        string mean = folder["Mean.npy"], std = folder["Std.npy"];
        Assert.Equal(
            $"{mean}: expected the means of the motion features, found no file.",
            Assert.Throws<FileNotFoundException>(() => MotionStatistics.Read(folder.Root)).Message);
        NpyFile.Write(mean, NpyArray.Create([1f, 2, 3], 3));
        Assert.Equal(
            $"{std}: expected the standard deviations of the motion features, found no file.",
            Assert.Throws<FileNotFoundException>(() => MotionStatistics.Read(folder.Root)).Message);
        NpyFile.Write(std, NpyArray.Create([1f, 2], 2));
        Assert.Equal(
            $"{std}: beside Mean.npy: Expected as many deviations as means, got 2 and 3.",
            Assert.Throws<InvalidDataException>(() => MotionStatistics.Read(folder.Root)).Message);
        NpyFile.Write(std, NpyArray.Create([1f, -2, 3], 3));
        Assert.Equal(
            $"{std}: beside Mean.npy: Expected a finite deviation of at least 0, got -2 for channel 1.",
            Assert.Throws<InvalidDataException>(() => MotionStatistics.Read(folder.Root)).Message);
        NpyFile.Write(std, NpyArray.Create([1f, 2, 3, 4], 2, 2));
        Assert.Equal(
            $"{std}: expected one row of standard deviations, found shape [2, 2].",
            Assert.Throws<InvalidDataException>(() => MotionStatistics.Read(folder.Root)).Message);
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        var kit = MotionLayout.Kit;
        Assert.Equal(
            "Expected rows of 251 channels, got 250 numbers in clip 1. (Parameter 'clips')",
            Assert.Throws<ArgumentException>(() =>
                MotionStatistics.OfFeatures([new float[251], new float[250]], kit)).Message);
        float[] damaged = new float[251];
        damaged[9] = float.NaN;
        Assert.Equal(
            "Expected at least one clip of finite values, got 1, of which 1 hold NaN or infinity. (Parameter 'clips')",
            Assert.Throws<ArgumentException>(() => MotionStatistics.OfFeatures([damaged], kit)).Message);
        var statistics = new MotionStatistics([1, 2], [3, 4]);
        Assert.Equal(
            "Expected 2 channels as the statistics have, got 251. (Parameter 'layout')",
            Assert.Throws<ArgumentException>(() => statistics.Rescale(kit, 2)).Message);
        using var wide = zeros(3, 5);
        Assert.Equal(
            "Expected 2 channels as the statistics have, got 5. (Parameter 'raw')",
            Assert.Throws<ArgumentException>(() => statistics.Normalize(wide)).Message);
        Assert.Equal(
            "Expected rows of 2 channels and as many results, got 3 and 3.",
            Assert.Throws<ArgumentException>(() => statistics.Normalize(new float[3], new float[3])).Message);
    }

    private static List<ReadOnlyMemory<float>> GoldenClips(GoldenCase golden)
    {
        using var scope = NewDisposeScope();
        return [.. Enumerable.Range(0, 3).Select(i => (ReadOnlyMemory<float>)golden.Read($"in:clip{i}")
            .data<float>().ToArray())];
    }
}
