using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class ResidualVectorQuantizerTests
{
    private static readonly VectorQuantizerOptions Small = new() { NumEmbeddings = 5, EmbeddingDim = 3 };

    [Fact]
    public void Error_FallsWithEachLevel()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var quantizer = new ResidualVectorQuantizer(Small, 4);
        quantizer.eval();
        var z = randn(200, 3);
        quantizer.StartAtMeans(z, new RandomStream(1, "means"));

        var codes = quantizer.call(z).Codes; // [N, L]
        double[] errors =
        [
            .. Enumerable.Range(1, 4).Select(levels =>
                (double)(quantizer.Lookup(codes.narrow(1, 0, levels)) - z).square().mean().item<float>()),
        ];

        Assert.True(errors[0] < z.square().mean().item<float>());
        Assert.All(errors.Zip(errors.Skip(1)), pair => Assert.True(pair.Second < 0.75 * pair.First));
        Assert.True(quantizer.Lookup(codes).allclose(quantizer.call(z).Quantized, rtol: 0, atol: 1e-5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_ReachVectorsAndEveryCodebook(bool rotates)
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var quantizer = new ResidualVectorQuantizer(
            Small with { RotationTrick = rotates, Axis = VectorAxis.Channels }, 3);
        var z = randn(2, 3, 4, 4).requires_grad_();

        var found = quantizer.call(z);
        found.Quantized.sum().backward();
        Assert.Equal([2L, 4, 4, 3], found.Codes.shape);
        Assert.Equal(rotates, !z.grad!.equal(ones_like(z)).all().item<bool>());
        quantizer.call(z).Loss.backward();

        Assert.Equal(
            Enumerable.Range(0, 3).SelectMany(i => (string[])
                [$"layers.{i}.embedding.weight", $"layers.{i}.ema_cluster_size", $"layers.{i}.ema_w"]).Order(),
            quantizer.state_dict().Keys.Order());
        Assert.All(quantizer.Levels, level => Assert.True(level.Codebook.grad!.abs().max().item<float>() > 0));
    }

    [Fact]
    public void Loss_IsTheSumOverLevels()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new ResidualVectorQuantizer(Small, 2);
        quantizer.eval();
        var z = randn(6, 3);

        var found = quantizer.call(z);
        var first = quantizer.Levels[0].call(z);
        var second = quantizer.Levels[1].call(z - first.Quantized);

        Assert.Equal((first.Loss + second.Loss).item<float>(), found.Loss.item<float>(), 1e-6f);
        Assert.Equal((first.EncoderLoss + second.EncoderLoss).item<float>(), found.EncoderLoss.item<float>(), 1e-6f);
    }

    [Fact]
    public void StepsOfTraining_LeaveNoTensors()
    {
        using var quantizer = new ResidualVectorQuantizer(Small, 2);
        using var z = randn(20, 3);
        using (quantizer.call(z))
        {
        }

        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 10; i++)
        {
            using var found = quantizer.call(z);
            quantizer.Lookup(found.Codes).Dispose();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Lookup_RefusesTooManyLevels()
    {
        using var scope = NewDisposeScope();
        using var quantizer = new ResidualVectorQuantizer(Small, 2);

        VectorQuantizerTests.Refused(
            () => quantizer.Lookup(zeros([4, 3], ScalarType.Int64)),
            "Expected codes of 1 to 2 levels on the last axis, got [4, 3]. (Parameter 'codes')");
    }
}
