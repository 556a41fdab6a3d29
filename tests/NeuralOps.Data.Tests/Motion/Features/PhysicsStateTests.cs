using NeuralOps.Core;
using NeuralOps.Tests;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class PhysicsStateTests
{
    private static readonly MotionLayout Kit = MotionLayout.Kit;

    [Theory]
    [InlineData("compat", 20, PhysicsForm.Reference)]
    [InlineData("correct", 12.5, PhysicsForm.Central)]
    public void State_AgreesWithTheReference(string variant, double rate, PhysicsForm form)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.3-physics-state");
        float[] features = Noise();
        golden.RequireOutput($"{variant}/T60/out:raw", tensor(PhysicsState.Of(features, Kit, rate, form), [60, 64]));
        golden.RequireOutput(
            $"{variant}/T60/out:normalised",
            tensor(PhysicsState.Standardize(features, Kit, rate, form), [60, 64]));
    }

    [Theory]
    [InlineData(PhysicsForm.Central)]
    [InlineData(PhysicsForm.Causal)]
    public void AFallingBody_AcceleratesAtG(PhysicsForm form)
    {
        const double rate = 20;
        float[] features = new float[30 * 251];
        for (int t = 0; t < 30; t++)
        {
            features[(t * 251) + 3] = (float)(20 - (4.905 * t * t / (rate * rate)));
            features[(t * 251) + 1] = 0.05f;
        }

        float[] rows = PhysicsState.Of(features, Kit, rate, form);
        // Heights of 20 m are stored to 1e-6 m; two derivatives multiply that by 20² and more.
        for (int t = 2; t < 28; t++)
        {
            Assert.Equal(-9.81, rows[(t * 64) + 3], 4e-3);
            Assert.Equal(-9.81, rows[(t * 64) + 16], 4e-3);
            Assert.Equal(1, rows[(t * 64) + 4], 1e-6); // 0.05 m a frame
            Assert.Equal(0.05 * t, rows[(t * 64) + 18], 1e-5);
        }
    }

    [Fact]
    public void Channels_ComeFromTheirSlices()
    {
        float[] features = new float[3 * 251];
        for (int t = 0; t < 3; t++)
        {
            (features[t * 251], features[(t * 251) + 3]) = (0.1f, 0.9f);
            features[(t * 251) + 248] = 1; // left toe
            features[(t * 251) + 249] = t == 2 ? 1 : 0; // right ankle
        }

        float[] rows = PhysicsState.Of(features, Kit, 12.5);
        Assert.Equal(-9.81f, rows[0]);
        Assert.Equal(0.9f, rows[1]);
        Assert.Equal(2.5f, rows[8], 1e-6f); // 0.2 rad a frame
        Assert.Equal(2.5f, rows[22], 1e-6f);
        Assert.Equal([1f, 1f, 1f], [rows[10], rows[64 + 10], rows[128 + 10]]);
        Assert.Equal([0f, 0f, 1f], [rows[11], rows[64 + 11], rows[128 + 11]]);
        Assert.All(Enumerable.Range(24, 40), channel => Assert.Equal(0, rows[channel]));
    }

    [Fact]
    public void Place_IsTheRecoveredRoot()
    {
        using var scope = NewDisposeScope();
        float[] features = Noise();
        var rows = tensor(features, [60, 251]).to_type(ScalarType.Float64);
        var root = MotionRecovery.Root(rows).Position;
        foreach (var form in new[] { PhysicsForm.Central, PhysicsForm.Causal })
        {
            var place = tensor(PhysicsState.Of(features, Kit, 12.5, form), [60, 64]).narrow(1, 18, 3);
            Assert.Equal(0, (place - root).abs().max().item<double>(), 1e-5);
        }
    }

    [Fact]
    public void CausalRows_DoNotDependOnLaterFrames()
    {
        float[] features = Noise(), changed = (float[])features.Clone();
        const int frame = 25;
        for (int i = frame * 251; i < changed.Length; i++)
        {
            changed[i] = (1.7f * changed[i]) - 0.3f;
        }

        float[] before = PhysicsState.Of(features, Kit, 12.5, PhysicsForm.Causal);
        float[] after = PhysicsState.Of(changed, Kit, 12.5, PhysicsForm.Causal);
        Assert.Equal(before[..(frame * 64)], after[..(frame * 64)]);
        Assert.NotEqual(before[(frame * 64)..], after[(frame * 64)..]);
        float[] central = PhysicsState.Of(features, Kit, 12.5), looking = PhysicsState.Of(changed, Kit, 12.5);
        Assert.NotEqual(central[..(frame * 64)], looking[..(frame * 64)]);
    }

    [Fact]
    public void Stream_GivesTheCausalRows_WithoutAllocation()
    {
        float[] features = Noise(), batch = PhysicsState.Of(features, Kit, 12.5, PhysicsForm.Causal);
        float[] rows = new float[60 * 64];
        var stream = new PhysicsStream(Kit, 12.5);
        for (int round = 0; round < 2; round++)
        {
            stream.Reset();
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int t = 0; t < 60; t++)
            {
                stream.Next(features.AsSpan(t * 251, 251), rows.AsSpan(t * 64, 64));
            }

            Assert.Equal(0, round == 0 ? 0 : GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.Equal(batch, rows);
        }
    }

    [Fact]
    public void CausalDerivatives_AreZeroUntilTheirPastIsKnown_ThenBackwardDifferences()
    {
        float[] features = Noise();
        float[] rows = PhysicsState.Of(features, Kit, 12.5, PhysicsForm.Causal);
        Assert.Equal([0f, 0f, 0f, 0f, 0f], [rows[2], rows[3], rows[15], rows[16], rows[17]]);
        Assert.Equal([0f, 0f], [rows[64 + 3], rows[64 + 16]]);
        double Feature(int t, int channel) => features[(t * 251) + channel];
        for (int t = 2; t < 60; t++)
        {
            double climb = (Feature(t, 3) - Feature(t - 1, 3)) * 12.5;
            double earlier = (Feature(t - 1, 3) - Feature(t - 2, 3)) * 12.5;
            Assert.Equal(climb, rows[(t * 64) + 2], 1e-5);
            Assert.Equal((climb - earlier) * 12.5, rows[(t * 64) + 3], 1e-4);
            Assert.Equal((Feature(t, 1) - Feature(t - 1, 1)) * 12.5 * 12.5, rows[(t * 64) + 15], 1e-4);
        }
    }

    [Fact]
    public void Standardize_BringsWhatVariesToMean0AndDeviation1()
    {
        float[] rows = PhysicsState.Standardize(Noise(), Kit, 12.5);
        for (int channel = 0; channel < 64; channel++)
        {
            double[] values = [.. Enumerable.Range(0, 60).Select(t => (double)rows[(t * 64) + channel])];
            double mean = values.Average(), deviation = Math.Sqrt(values.Average(x => (x - mean) * (x - mean)));
            bool isConstant = channel is 0 or 7 or 9 or 21 or 23 or >= 24;
            Assert.Equal(isConstant ? 0 : 1, deviation, 1e-5);
            Assert.Equal(channel == 0 ? -9.81 : 0, mean, 1e-5);
        }
    }

    [Fact]
    public void BadInput_IsRefused()
    {
        Assert.Equal(
            "Expected Central or Reference, got Causal: mean and deviation of a clip look ahead. Normalize causal rows "
            + "with MotionStatistics.OfPhysics of a data set. (Parameter 'form')",
            Assert.Throws<ArgumentException>(() =>
                PhysicsState.Standardize(new float[502], Kit, 12.5, PhysicsForm.Causal)).Message);
        Assert.Equal(
            "Expected at least 2 feature vectors, got 1. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => PhysicsState.Of(new float[251], Kit, 12.5)).Message);
        Assert.Equal(
            "Expected rows of 251 features (KIT, 21 joints), got 263 numbers. Known widths are 251 (KIT, 21 joints) or "
            + "263 (HumanML3D, 22 joints). (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => PhysicsState.Of(new float[263], Kit, 12.5)).Message);
        Assert.Equal(
            "Expected 251 channels, got 263. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() =>
                new PhysicsStream(Kit, 12.5).Next(new float[263], new float[64])).Message);
        Assert.Equal(
            "Expected 64 channels, got 63. (Parameter 'physics')",
            Assert.Throws<ArgumentException>(() =>
                new PhysicsStream(Kit, 12.5).Next(new float[251], new float[63])).Message);
        Assert.StartsWith(
            "Expected a frame rate above 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new PhysicsStream(Kit, 0)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => PhysicsState.Of(new float[502], Kit, -1));
    }

    private static float[] Noise()
    {
        using var golden = GoldenCase.Open("G4.3-physics-state");
        using var motion = golden.Read("in:motion_T60");
        return motion.data<float>().ToArray();
    }
}
