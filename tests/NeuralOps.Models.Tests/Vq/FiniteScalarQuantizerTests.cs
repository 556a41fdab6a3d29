using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FiniteScalarQuantizerTests
{
    [Theory]
    [InlineData(2, 3, 4)]
    [InlineData(8, 5, 5)]
    [InlineData(7, 2, 6)]
    public void Indices_SurviveVectors(int a, int b, int c)
    {
        using var scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([a, b, c]);
        var codes = arange(quantizer.CodebookSize);

        var vectors = quantizer.Lookup(codes); // every code once
        var digits = vectors.mul(tensor(new float[] { a / 2, b / 2, c / 2 }));

        Assert.Equal(a * b * c, vectors.data<float>().ToArray().Chunk(3).Distinct(Rows).Count());
        Assert.True(digits.allclose(digits.round(), rtol: 0, atol: 1e-5));
        Assert.True(vectors.abs().max().item<float>() <= 1);
        Assert.True(quantizer.Codes(Unbounded(vectors, [a, b, c])).equal(codes).all().item<bool>());
    }

    [Fact]
    public void EveryValue_IsReached_AndZeroIsZero()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([2, 3, 4, 5]);
        var z = (arange(-400, 401, 1, ScalarType.Float32) / 50).unsqueeze(1).expand(801, 4);

        var q = quantizer.call(z);

        Assert.Equal(0, quantizer.call(zeros(1, 4)).abs().max().item<float>());
        Assert.Equal([2, 3, 4, 5], Enumerable.Range(0, 4).Select(i =>
            q.select(1, i).contiguous().data<float>().ToArray().Distinct().Count()));
        Assert.Equal([-1f, 0, 1], q.select(1, 1).contiguous().data<float>().ToArray().Distinct());
        Assert.True(quantizer.Lookup(quantizer.Codes(z)).allclose(q, rtol: 0, atol: 1e-6));
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    public void ManyValues_StayWithinTheirCodes(int level)
    {
        using var scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([level]);
        var z = tensor(new[] { -1e3f, 1e3f }).unsqueeze(1);

        Assert.Equal([0L, level - 1], quantizer.Codes(z).data<long>().ToArray());
    }

    [Fact]
    public void Gradient_IsThatOfTheBound()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new FiniteScalarQuantizer([5, 4], VectorAxis.Channels);
        var z = randn([2, 2, 3], ScalarType.Float64).requires_grad_();

        quantizer.call(z).sum().backward();

        // d/dz tanh(z + s) h / 2 with h = (L - 1) 1.001 / 2 and s = artanh(1/(2h)) for the even level
        double even = 3 * 1.001 / 2;
        var rows = z.detach().permute(0, 2, 1).reshape(-1, 2) + tensor(new[] { 0, Math.Atanh(0.5 / even) });
        var slope = (1 - rows.tanh().square()) * tensor(new[] { 4 * 1.001 / 2, even }) / 2;
        Assert.True(z.grad!.permute(0, 2, 1).reshape(-1, 2).allclose(slope, rtol: 1e-12));
        Assert.Equal([2L, 3], quantizer.Codes(z).shape);
        Assert.Equal([2L, 2, 3], quantizer.Lookup(quantizer.Codes(z)).shape);
        Assert.Empty(quantizer.state_dict());
    }

    [Fact]
    public void Calls_LeaveNoTensors()
    {
        using var quantizer = new FiniteScalarQuantizer([5, 4]);
        using var z = randn(6, 2);
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 5; i++)
        {
            quantizer.call(z).Dispose();
            using var codes = quantizer.Codes(z);
            quantizer.Lookup(codes).Dispose();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Levels_AreRefused()
    {
        VectorQuantizerTests.Refused(
            () => new FiniteScalarQuantizer([3, 1]),
            "Expected at least one level, each of 2 to 1000 values, got [3, 1]. (Parameter 'levels')");
        VectorQuantizerTests.Refused(
            () => new FiniteScalarQuantizer([1001]),
            "Expected at least one level, each of 2 to 1000 values, got [1001]. (Parameter 'levels')");
        VectorQuantizerTests.Refused(
            () => new FiniteScalarQuantizer([.. Enumerable.Repeat(2, 64)]),
            $"Expected levels with a product below 2^63, got [{string.Join(", ", Enumerable.Repeat(2, 64))}]. "
            + "(Parameter 'levels')");
        using var quantizer = new FiniteScalarQuantizer([3, 3]);
        VectorQuantizerTests.Refused(
            () => quantizer.call(rand(4, 3)), "Expected shape [.., D=2], got [4, 3]. (Parameter 'z')");
    }

    private static EqualityComparer<float[]> Rows => EqualityComparer<float[]>.Create(
        (x, y) => x!.AsSpan().SequenceEqual(y), row => HashCode.Combine(row[0], row[1], row[2]));

    // Numbers that the bound takes to the digits of the vectors.
    private static Tensor Unbounded(Tensor vectors, int[] levels)
    {
        double[] heights = [.. levels.Select(level => (level - 1) * 1.001 / 2)];
        double[] offsets = [.. levels.Select(level => level % 2 == 0 ? 0.5 : 0)];
        var columns = levels.Select((level, i) =>
        {
            double shift = Math.Atanh(offsets[i] / heights[i]);
            float[] values = vectors.select(1, i).contiguous().data<float>().ToArray();
            return tensor(values.Select(value => (float)(Math.Atanh(
                ((value * (level / 2)) + offsets[i]) / heights[i]) - shift)).ToArray());
        });
        return stack(columns, 1);
    }
}
