using System.Text.Json;
using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class FieldStatisticsTests
{
    private static readonly string Demo = Path.Combine(Fixtures.Repository, "samples", "NeuralFluid", "data");

    [Fact]
    public void DemoStatistics_AreNumpys()
    {
        var statistics = FieldStatistics.FromFolder(Demo);
        Assert.Equal(["train"], statistics.Splits);
        Assert.Equal(ExpectedArray.Statistics.EnumerateObject().Select(s => s.Name), statistics.Sequences.Keys);
        foreach (var sequence in ExpectedArray.Statistics.EnumerateObject())
        {
            var found = statistics.Sequences[sequence.Name];
            RequireEqual(sequence.Value.GetProperty("density"), found.Density);
            RequireEqual(sequence.Value.GetProperty("velx"), found.VelX);
            RequireEqual(sequence.Value.GetProperty("velz"), found.VelZ);
        }
    }

    [Fact]
    public void GlobalStatistics_CombineTheSequences()
    {
        var statistics = FieldStatistics.Of(
            [FluidFiles.Random("a"), FluidFiles.Random("b", frames: 9), FluidFiles.Random("c")]);
        var (a, b, c) =
            (statistics.Sequences["a"].VelX, statistics.Sequences["b"].VelX, statistics.Sequences["c"].VelX);
        var all = statistics.Global.VelX;
        Assert.Equal(new[] { a.Minimum, b.Minimum, c.Minimum }.Min(), all.Minimum);
        Assert.Equal(new[] { a.Maximum, b.Maximum, c.Maximum }.Max(), all.Maximum);
        Assert.Equal(((6 * a.Mean) + (9 * b.Mean) + (6 * c.Mean)) / 21, all.Mean, 1e-12);
        double[] nineties = [.. new[] { a.P90, b.P90, c.P90 }.Order()];
        // Rank 0.9 of three values lies 0.8 of the way from the second to the third.
        Assert.Equal(nineties[1] + (0.8 * (nineties[2] - nineties[1])), all.P90, 1e-12);
        Assert.Equal(new[] { a.P100, b.P100, c.P100 }.Max(), all.P100);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void Quantiles_AreThoseOfTheSortedValues(int count)
    {
        var draws = new RandomStream(1, "quantiles");
        float[] values = [.. Enumerable.Range(0, count).Select(_ => (float)draws.NextInt(1 + (count / 3)))];
        double[] sorted = [.. values.Order()];
        double[] ranks = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];
        double[] expected = [.. ranks.Select(r =>
        {
            int below = (int)(r * (count - 1));
            double fraction = (r * (count - 1)) - below;
            return sorted[below] + (fraction * (sorted[Math.Min(below + 1, count - 1)] - sorted[below]));
        })];
        double[] found = Quantiles.Of(values, ranks);
        for (int i = 0; i < ranks.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 1e-9);
        }
    }

    [Fact]
    public void Scales_AreMaximaOfTrainingData_OneForBothVelocities()
    {
        var statistics = FieldStatistics.FromFolder(Demo);
        // Greatest |v| of the six sequences, by NumPy: vz of seq_0112.
        Assert.Equal(new FieldScales { Density = 1, VelX = 48.9375, VelZ = 48.9375 }, statistics.Scales());
        var two = statistics.Scales(velocity: VelocityScale.PerComponent);
        Assert.Equal((42.875, 48.9375), (two.VelX, two.VelZ));
        Assert.Equal(statistics.Global.VelZ.P99, statistics.Scales(99, VelocityScale.PerComponent).VelZ);
        Assert.Equal("Expected one of 75, 90, 95, 99, 100. (Parameter 'rank')\nActual value was 80.",
            Assert.Throws<ArgumentOutOfRangeException>(() => statistics.Scales(80)).Message.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void AllSplits_CountOnlyOnRequest()
    {
        using var folder = new TemporaryFolder();
        foreach (var (split, name) in new[] { ("train", "a"), ("val", "b"), ("test", "c") })
        {
            Directory.CreateDirectory(folder[split]);
            FluidFiles.Write(folder, Path.Combine(split, $"{name}.npz"));
        }

        Assert.Equal(["a"], FieldStatistics.FromFolder(folder.Root).Sequences.Keys);
        var all = FieldStatistics.FromFolder(folder.Root, StatisticsSplits.All);
        Assert.Equal(["a", "b", "c"], all.Sequences.Keys);
        Assert.Equal(["train", "val", "test"], all.Splits);
    }

    [Fact]
    public void SequencesOfOneName_AreRefused() => Assert.Equal("a: a sequence 'a' is already counted.",
        Assert.Throws<InvalidDataException>(
            () => FieldStatistics.Of([FluidFiles.Random("a"), FluidFiles.Random("a")])).Message);

    [Fact]
    public void FieldOfZeros_HasScaleOne()
    {
        var arrays = FluidFiles.Arrays();
        arrays["velx"] = arrays["velz"] = NpyArray.Create(new float[135], 9, 3, 5);
        var statistics = FieldStatistics.Of([FluidSequence.FromArrays("still", arrays)]);
        Assert.Equal((1.0, 1.0), (statistics.Scales().VelX, statistics.Scales().VelZ));
    }

    [Fact]
    public void SavedStatistics_LoadUnchanged()
    {
        using var folder = new TemporaryFolder();
        var statistics = FieldStatistics.Of([FluidFiles.Random("a"), FluidFiles.Random("it's")], "train");
        statistics.Save(folder["_field_stats.yaml"], 99, VelocityScale.PerComponent);
        var loaded = FieldStatistics.Load(folder["_field_stats.yaml"]);
        Assert.Equal(statistics.Splits, loaded.Splits);
        Assert.Equal(statistics.Global, loaded.Global);
        Assert.Equal(statistics.Sequences, loaded.Sequences);
        Assert.Equal(statistics.Scales(99, VelocityScale.PerComponent), FieldScales.Load(folder["_field_stats.yaml"]));
        string[] blocks = [.. File.ReadLines(folder["_field_stats.yaml"]).Where(l => l[0] != ' ')];
        Assert.Equal(
            ["metadata:", "normalization_scales:", "global_stats:", "per_sequence_stats:", "mesh_metadata: {}"],
            blocks);
    }

    [Theory]
    [InlineData(
        "normalization_scales: {S_density: 1, S_velx: 2}",
        ":1: expected the key 'S_velz', found 'S_density', 'S_velx'")]
    [InlineData("a: 1", ":1: expected the key 'normalization_scales', found 'a'")]
    [InlineData("normalization_scales:\n  S_density: one", ":2: 'S_density' must be a number")]
    [InlineData("normalization_scales:\n  S_density: 1\n  S_velx: -2\n", ":3: 'S_velx' must be positive, found -2")]
    [InlineData("normalization_scales: 3", ":1: expected a mapping")]
    public void BadStatisticsFile_IsRefusedWithLineAndKey(string yaml, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["s.yaml"], yaml);
        Assert.Equal(
            folder["s.yaml"] + reason,
            Assert.Throws<InvalidDataException>(() => FieldScales.Load(folder["s.yaml"])).Message);
    }

    [Fact]
    public void Denormalise_UndoesNormalise()
    {
        using var ledger = TensorLedger.Start();
        using (var scope = NewDisposeScope())
        {
            // Powers of two divide without rounding.
            var scales = new FieldScales { Density = 2, VelX = 4, VelZ = 8 };
            var state = ones(2, 3, 4, 5);
            Assert.Equal([0.5f, 0.25f, 0.125f], scales.Normalise(state)[1, .., 2, 3].data<float>().ToArray());
            var input = ones(6, 4, 5);
            Assert.Equal([0.5f, 0.25f, 0.125f, 0.5f, 1, 1], scales.Normalise(input)[.., 2, 3].data<float>().ToArray());
            Assert.True(scales.Denormalise(scales.Normalise(input)).Equals(input));
            Assert.Equal("Expected shape [..., 3 or 6, H, W], got [4, 5]. (Parameter 'x')",
                Assert.Throws<ArgumentException>(() => scales.Normalise(ones(4, 5))).Message);
        }

        ledger.RequireBalanced();
        Assert.Throws<ArgumentOutOfRangeException>("VelX", () => new FieldScales { VelX = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(
            "Density", () => new FieldScales { Density = double.PositiveInfinity });
    }

    private static void RequireEqual(JsonElement expected, FieldSummary found)
    {
        Assert.Equal(expected.GetProperty("min").GetDouble(), found.Minimum);
        Assert.Equal(expected.GetProperty("max").GetDouble(), found.Maximum);
        // NumPy sums pairwise, this in order: 4e5 terms of one sign at most differ by some 1e-13 of the sum of
        // magnitudes.
        Assert.Equal(expected.GetProperty("mean").GetDouble(), found.Mean, 1e-11);
        Assert.Equal(expected.GetProperty("median").GetDouble(), found.Median, 1e-12);
        double[] percentiles = [.. expected.GetProperty("percentiles").EnumerateArray().Select(p => p.GetDouble())];
        for (int i = 0; i < percentiles.Length; i++)
        {
            Assert.Equal(percentiles[i], found.Percentile(FieldSummary.Ranks[i]), 1e-12);
        }
    }
}
