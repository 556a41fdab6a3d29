using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SpectralMixingTests
{
    [Fact]
    public void IdentityWeights_KeepABandLimitedField()
    {
        using var scope = NewDisposeScope();
        var j = arange(12, dtype: ScalarType.Float64) * (2 * Math.PI / 12);
        var k = arange(10, dtype: ScalarType.Float64) * (2 * Math.PI / 10);
        var x = ((3 * j).cos().unsqueeze(1) * (2 * k).sin()) + ((2 * j).sin().unsqueeze(1) * (3 * k).cos()) + 0.5;
        var field = x.reshape(1, 1, 12, 10);
        var one = ones([1, 1, 4, 4], dtype: ScalarType.Float64);
        var zero = zeros([1, 1, 4, 4], dtype: ScalarType.Float64);

        foreach (var scaling in Enum.GetValues<FourierScaling>())
        {
            var y = SpectralMixing.Apply(field, [one, one], [zero, zero], KeptRows.BothSigns, scaling);
            Assert.True((y - field).abs().max().item<double>() < 1e-13);
        }
    }

    [Theory]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(1)]
    public void FullSpectrum_InvertsExactly(long points)
    {
        using var scope = NewDisposeScope();
        var x = randn([2, points, 3, points], dtype: ScalarType.Float64, generator: new Generator(1));

        foreach (var rows in Enum.GetValues<KeptRows>())
        {
            var (real, imaginary) = TruncatedFourier.Forward(
                x, [points, 3, points], rows, FourierScaling.Orthonormal);
            var y = TruncatedFourier.Inverse(real, imaginary, [points, 3, points], rows, FourierScaling.Orthonormal);
            Assert.Equal([2L, points, 3, (points / 2) + 1], real.shape);
            Assert.True((y - x).abs().max().item<double>() < 1e-13, rows.ToString());
        }
    }

    [Fact]
    public void Inverse_IgnoresImaginaryPartsOfTheColumnsThatAreTheirOwnMirror()
    {
        using var scope = NewDisposeScope();
        var real = randn([1, 5], dtype: ScalarType.Float64, generator: new Generator(1));
        var imaginary = zeros([1, 5], dtype: ScalarType.Float64);
        var y = TruncatedFourier.Inverse(real, imaginary, [8], KeptRows.BothSigns, FourierScaling.Backward);
        imaginary[0, 0] = tensor(3.0);
        imaginary[0, 4] = tensor(-2.0);

        var same = TruncatedFourier.Inverse(real, imaginary, [8], KeptRows.BothSigns, FourierScaling.Backward);

        Assert.Equal(y.data<double>().ToArray(), same.data<double>().ToArray());
    }

    [Fact]
    public void Weights_BelongToTheSameFrequencyOnASmallGrid()
    {
        using var scope = NewDisposeScope();
        Tensor[] real = [randn([1, 1, 6, 3]), randn([1, 1, 6, 3])];
        Tensor[] imaginary = [randn([1, 1, 6, 3]), randn([1, 1, 6, 3])];
        var j = arange(32, dtype: ScalarType.Float32) * (2 * Math.PI / 32);
        var wave = (-2 * j).cos().unsqueeze(1) * j.cos() - ((-2 * j).sin().unsqueeze(1) * j.sin()); // cos(−2θ + φ)
        var fine = wave.reshape(1, 1, 32, 32);
        TensorIndex[] shared =
            [TensorIndex.Ellipsis, TensorIndex.Slice(step: 4), TensorIndex.Slice(step: 4)];

        var expected = SpectralMixing.Apply(fine, real, imaginary, KeptRows.BothSigns, FourierScaling.Backward);
        var actual = SpectralMixing.Apply(
            fine[shared].contiguous(), real, imaginary, KeptRows.BothSigns, FourierScaling.Backward);

        Assert.True((expected[shared] - actual).abs().max().item<float>() < 1e-5);
        Assert.True(actual.abs().max().item<float>() > 1e-2);
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1, 2, 8, 8);
        var w = zeros(2, 3, 4, 4);

        Refuses(
            "Expected 2 weight blocks for 2 axes of space and BothSigns rows, got 1. (Parameter 'real')",
            x, [w], [w], KeptRows.BothSigns);
        Refuses(
            "Expected 1 weight blocks for 2 axes of space and NonNegative rows, got 2. (Parameter 'imaginary')",
            x, [w], [w, w], KeptRows.NonNegative);
        Refuses(
            "Expected shape [C_in=2, C_out=3, m1=4, m2=4], got [2, 3, 4, 5]. (Parameter 'imaginary[1]')",
            x, [w, w], [w, zeros(2, 3, 4, 5)], KeptRows.BothSigns);
        Refuses(
            "Expected shape [C_in=2, C_out=3, m1=4, m2=4], got [1, 3, 4, 4]. (Parameter 'real[0]')",
            x, [zeros(1, 3, 4, 4)], [w], KeptRows.NonNegative);
        Refuses(
            "Expected a weight [C_in, C_out, m_1 .. m_d] for 2 axes of space, got [2, 3, 4]. (Parameter 'real[0]')",
            x, [zeros(2, 3, 4)], [w], KeptRows.NonNegative);
        Refuses(
            "Expected Float32 on cpu like x, got Float64 on cpu. (Parameter 'imaginary[0]')",
            x, [w], [w.to(ScalarType.Float64)], KeptRows.NonNegative);
        Refuses(
            "Expected shape [B, C_in, n_1 .. n_d] with 1 to 3 axes of space, got [1, 2]. (Parameter 'x')",
            zeros(1, 2), [w], [w], KeptRows.NonNegative);
        Refuses(
            "Expected a float32 or float64 tensor, got Int32. (Parameter 'x')",
            zeros([1, 2, 8], dtype: ScalarType.Int32), [w], [w], KeptRows.NonNegative);
        Assert.Equal(
            "Expected at most 5 frequencies on axis -1 for the grid [8, 8], got 6. (Parameter 'real')",
            Assert.Throws<ArgumentException>(() => TruncatedFourier.Inverse(
                zeros(4, 6), zeros(4, 6), [8, 8], KeptRows.BothSigns, FourierScaling.Backward)).Message);
    }

    private static void Refuses(string message, Tensor x, Tensor[] real, Tensor[] imaginary, KeptRows rows) =>
        Assert.Equal(
            message,
            Assert.Throws<ArgumentException>(
                () => SpectralMixing.Apply(x, real, imaginary, rows, FourierScaling.Backward)).Message);
}
