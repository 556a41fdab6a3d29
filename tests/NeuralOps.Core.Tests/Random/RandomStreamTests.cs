namespace NeuralOps.Core.Tests;

public sealed class RandomStreamTests
{
    /// <summary>The known answers of Random123's <c>kat_vectors</c> for philox4x32, 10 rounds.</summary>
    [Theory]
    [InlineData(
        0x00000000_00000000, 0x00000000_00000000, 0x00000000_00000000, 0xe169c58d_6627e8d5, 0x9b00dbd8_bc57ac4c)]
    [InlineData(
        0xffffffff_ffffffff, 0xffffffff_ffffffff, 0xffffffff_ffffffff, 0x41c83b0e_408f276d, 0x6d5451fd_a20bc7c6)]
    [InlineData(
        0x85a308d3_243f6a88, 0x03707344_13198a2e, 0x299f31d0_a4093822, 0x94fdcceb_d16cfe09, 0x24126ea1_5001e420)]
    public void Philox_GivesThePublishedAnswers(ulong low, ulong high, ulong key, ulong first, ulong second) =>
        Assert.Equal((first, second), Philox.Block(low, high, key));

    /// <summary>The known answers of the FNV reference vectors for 64-bit FNV-1a.</summary>
    [Theory]
    [InlineData("", 0xcbf29ce484222325)]
    [InlineData("a", 0xaf63dc4c8601ec8c)]
    [InlineData("foobar", 0x85944171f73967e8)]
    public void StableHash_GivesThePublishedAnswers(string text, ulong hash) => Assert.Equal(hash, StableHash.Of(text));

    [Fact]
    public void NextUInt64_IsTheSameInEveryRun()
    {
        var stream = new RandomStream(7, "noise");
        ulong name = StableHash.Of("noise");

        ulong[] words = [stream.NextUInt64(), stream.NextUInt64(), stream.NextUInt64()];

        Assert.Equal(
            [Philox.Block(0, name, 7).First, Philox.Block(0, name, 7).Second, Philox.Block(1, name, 7).First], words);
    }

    [Fact]
    public void Streams_OfOtherNamesSeedsOrParts_Differ()
    {
        RandomStream[] streams =
        [
            new(1, "a"), new(1, "b"), new(2, "a"), new RandomStream(1, "a").Split("b"),
            new RandomStream(1, "a").Split("c"),
        ];

        Assert.Equal(streams.Length, streams.Select(stream => stream.NextUInt64()).Distinct().Count());
    }

    [Fact]
    public void Split_DoesNotDependOnThePosition()
    {
        var moved = new RandomStream(1, "a");
        moved.NextNormal();

        Assert.Equal(new RandomStream(1, "a").Split("b").NextUInt64(), moved.Split("b").NextUInt64());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void FromState_ContinuesExactly(int drawn)
    {
        var stream = new RandomStream(42, "sampler");
        for (int i = 0; i < drawn; i++)
        {
            stream.NextUInt64();
        }

        var resumed = RandomStream.FromState(stream.State);

        Assert.Equal(stream.Permutation(20), resumed.Permutation(20));
        Assert.Equal(stream.NextNormal(), resumed.NextNormal());
        Assert.Equal(stream.State, resumed.State);
    }

    [Fact]
    public void FromState_OfOtherText_IsRefused()
    {
        var error = Assert.Throws<FormatException>(() => RandomStream.FromState("mersenne 12"));

        Assert.Equal(
            "Expected a random stream 'philox4x32-10 SEED STREAM POSITION', got 'mersenne 12'.", error.Message);
    }

    [Fact]
    public void NextInt_IsUniform()
    {
        var stream = new RandomStream(3, "die");
        int[] counts = new int[6];
        for (int i = 0; i < 60_000; i++)
        {
            counts[stream.NextInt(6)]++;
        }

        // Chi-square with 5 degrees of freedom stays below 20.5 in 999 of 1,000 seeds; this seed is fixed.
        Assert.InRange(counts.Sum(count => Math.Pow(count - 10_000, 2) / 10_000), 0, 20.5);
    }

    [Fact]
    public void NextInt_OfNoValues_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>("n", () => new RandomStream(3, "die").NextInt(0));

    [Fact]
    public void Permutation_HoldsEachNumberOnce()
    {
        int[] order = new RandomStream(5, "order").Permutation(1000);

        Assert.Equal(Enumerable.Range(0, 1000), order.Order());
        Assert.NotEqual(Enumerable.Range(0, 1000), order);
    }

    [Fact]
    public void NextNormal_HasTheMomentsOfTheNormalDistribution()
    {
        var stream = new RandomStream(11, "normal");
        double[] values = [.. Enumerable.Range(0, 100_000).Select(_ => stream.NextNormal())];

        AssertNormal(values);
    }

    [Fact]
    public void FillNormal_HasTheMomentsOfTheNormalDistribution()
    {
        float[] values = new float[100_001];
        new RandomStream(12, "normal").FillNormal(values);

        AssertNormal([.. values.Select(value => (double)value)]);
    }

    [Fact]
    public void FillUniform_StaysBelowOneWithMeanOneHalf()
    {
        float[] values = new float[100_000];
        new RandomStream(13, "uniform").FillUniform(values);

        Assert.All(values, value => Assert.InRange(value, 0f, 1f - (1f / (1 << 24))));
        // The mean's standard deviation is sqrt(1 / 12 / 100000) = 0.0009; the bounds are 4 of them.
        Assert.InRange(values.Average(), 0.5 - 0.0037, 0.5 + 0.0037);
    }

    /// <summary>Bounds are 4 standard deviations of each estimate at n = 100,000.</summary>
    private static void AssertNormal(double[] values)
    {
        Assert.InRange(values.Average(), -0.0127, 0.0127);
        Assert.InRange(values.Average(value => value * value), 1 - 0.0179, 1 + 0.0179);
        Assert.InRange(values.Average(value => Math.Pow(value, 4)), 3 - 0.124, 3 + 0.124);
    }
}
