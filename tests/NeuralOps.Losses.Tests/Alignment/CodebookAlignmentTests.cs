using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class CodebookAlignmentTests
{
    [Fact]
    public void PlantedRotationAndPermutation_AreRecovered()
    {
        using var scope = NewDisposeScope();
        var (latentsA, codesA) = Domain(seed: 1);
        var rotation = AlignmentExpected.Matrix("rotation"); // an orthogonal matrix, 5 x 5
        long[] order = [3, 0, 6, 1, 5, 2, 4];
        var latentsB = (2.5 * latentsA.matmul(rotation)) + 4;
        var codesB = ((2.5 * codesA.matmul(rotation)) + 4).index_select(0, tensor(order));

        var alignment = CodebookAlignment.Of(latentsA, latentsB, codesA, codesB, new RandomStream(1, "null"), 40);

        Assert.Equal(1, alignment.Correlation, 1e-10);
        Assert.Equal(1, alignment.Score, 1e-9);
        Assert.Equal(2.5, alignment.Scale, 1e-10);
        Assert.Equal(1.0 / 41, alignment.PValue, 1e-12);
        Assert.Equal(1, alignment.TokenAssociation, 1e-10);
        Assert.Equal(1, alignment.Agreement);
        Assert.All(
            rotation.data<double>().ToArray().Zip(alignment.Rotation),
            pair => Assert.Equal(pair.First, pair.Second, 1e-9));
        Assert.Equal(7, alignment.Pairs.Count);
        Assert.All(alignment.Pairs, pair => Assert.Equal(pair.A, order[pair.B]));
        Assert.All(alignment.Pairs, pair => Assert.Equal(0, pair.Distance, 1e-9));
    }

    [Fact]
    public void UnrelatedDomains_AreAsShuffledOnes()
    {
        using var scope = NewDisposeScope();
        var (latentsA, codesA) = Domain(seed: 2);
        var (latentsB, codesB) = Domain(seed: 3);

        var alignment = CodebookAlignment.Of(latentsA, latentsB, codesA, codesB, new RandomStream(2, "null"), 40);

        Assert.InRange(alignment.PValue, 0.05, 1);
        Assert.InRange(Math.Abs(alignment.Correlation - alignment.NullCorrelation), 0, 3 * alignment.NullDeviation);
        Assert.InRange(alignment.TokenAssociation, 0, 0.5);
    }

    [Fact]
    public void Fit_AgreesWithScipy()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (AlignmentExpected.Matrix("a"), AlignmentExpected.Matrix("b"));

        var alignment = CodebookAlignment.Of(a, b, a[0..3], b[0..3], new RandomStream(1, "null"), 1);

        Assert.Equal(AlignmentExpected.Read<double>("correlation"), alignment.Correlation, 1e-12);
        Assert.Equal(AlignmentExpected.Read<double>("scale"), alignment.Scale, 1e-12);
        Assert.All(
            AlignmentExpected.Read<double[][]>("rotation").SelectMany(row => row).Zip(alignment.Rotation),
            pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }

    [Fact]
    public void NarrowerDomain_IsFilledUpWithZeros()
    {
        using var scope = NewDisposeScope();
        var (latentsA, codesA) = Domain(seed: 4);
        var latentsB = cat([latentsA, zeros([60, 2], ScalarType.Float64)], 1);
        var codesB = cat([codesA, zeros([7, 2], ScalarType.Float64)], 1)[0..4];

        var alignment = CodebookAlignment.Of(latentsA, latentsB, codesA, codesB, new RandomStream(1, "null"), 5);

        Assert.Equal(1, alignment.Correlation, 1e-10);
        Assert.Equal(49, alignment.Rotation.Count);
        Assert.Equal([0, 1, 2, 3], alignment.Pairs.Select(pair => pair.A)); // three codes stay alone
        Assert.All(alignment.Pairs, pair => Assert.Equal(pair.A, pair.B));
    }

    [Fact]
    public void TwoSamples_SayNothing()
    {
        using var scope = NewDisposeScope();
        var (latentsA, codesA) = Domain(seed: 5);
        var (latentsB, codesB) = Domain(seed: 6);

        var alignment = CodebookAlignment.Of(
            latentsA[0..2], latentsB[0..2], codesA, codesB, new RandomStream(1, "null"), 5);

        Assert.Equal(1, alignment.NullCorrelation, 1e-12);
        Assert.Equal(0, alignment.Score);
    }

    [Fact]
    public void Refusals_NameWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        var stream = new RandomStream(1, "null");
        Assert.Equal(
            "Expected shape [N=4, D_b], got [3, 2]. (Parameter 'latentsB')",
            Assert.Throws<ArgumentException>(() => CodebookAlignment.Of(
                rand(4, 2), rand(3, 2), rand(2, 2), rand(2, 2), stream)).Message);
        Assert.Equal(
            "Expected latents that differ between samples, got equal ones. (Parameter 'a')",
            Assert.Throws<ArgumentException>(() => CodebookAlignment.Of(
                ones(4, 2), rand(4, 2), rand(2, 2), rand(2, 2), stream)).Message);
    }

    [Fact]
    public void Assignment_AgreesWithScipy_ForMoreColumnsAndForMoreRows()
    {
        double[,] costs = AlignmentExpected.Table("costs");
        int[] expected = AlignmentExpected.Read<int[]>("assignment");
        double[,] turned = new double[costs.GetLength(1), costs.GetLength(0)];
        for (int i = 0; i < turned.GetLength(0); i++)
        {
            for (int j = 0; j < turned.GetLength(1); j++)
            {
                turned[i, j] = costs[j, i];
            }
        }

        int[] found = Assignment.Of(costs);
        int[] back = Assignment.Of(turned);

        Assert.Equal(expected, found);
        Assert.Equal(
            AlignmentExpected.Read<double>("least_cost"),
            found.Index().Sum(match => costs[match.Index, match.Item]),
            1e-12);
        Assert.Equal(3, back.Count(row => row < 0));
        Assert.All(expected.Index(), match => Assert.Equal(match.Index, back[match.Item]));
        Assert.Equal(
            "Expected finite costs, got NaN or infinity among them. (Parameter 'costs')",
            Assert.Throws<ArgumentException>(() => Assignment.Of(new[,] { { double.NaN } })).Message);
    }

    private static (Tensor Latents, Tensor Codes) Domain(long seed)
    {
        random.manual_seed(seed);
        var codes = randn([7, 5], ScalarType.Float64);
        var stream = new RandomStream((ulong)seed, "codes");
        long[] ids = [.. Enumerable.Range(0, 60).Select(_ => (long)stream.NextInt(7))];
        var near = codes.index_select(0, tensor(ids));
        return (near + (0.1 * randn([60, 5], ScalarType.Float64)), codes);
    }
}
