using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public class SpectralConvTests
{
    public static TheoryData<long[], long[]> Layouts => new()
    {
        { [24], [5] },
        { [16, 20], [4, 6] },
        { [8, 10, 12], [2, 3, 4] },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Forward_OnADoubledGrid_AgreesAtSharedPoints(long[] grid, long[] modes)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = new SpectralConv(3, 2, modes);
        long[] doubled = [.. grid.Select(n => 2 * n)];
        var wide = randn([2, 3, .. doubled], generator: new Generator(1));
        var (real, imaginary) = TruncatedFourier.Forward(wide, modes, KeptRows.BothSigns, FourierScaling.Backward);
        long coarsePoints = grid.Aggregate(1L, (product, n) => product * n);
        long ratio = 1L << grid.Length;

        // One band-limited function: its spectrum on n points is 2^-d of that on 2n.
        var fine = TruncatedFourier.Inverse(
            real, imaginary, doubled, KeptRows.BothSigns, FourierScaling.Backward) * Math.Sqrt(coarsePoints);
        var coarse = TruncatedFourier.Inverse(
            real / ratio, imaginary / ratio, grid, KeptRows.BothSigns, FourierScaling.Backward)
            * Math.Sqrt(coarsePoints);
        TensorIndex[] shared =
            [TensorIndex.Ellipsis, .. Enumerable.Repeat(TensorIndex.Slice(step: 2), grid.Length)];
        RequireClose(coarse, fine[shared], 1e-5);

        RequireClose(layer.call(coarse), layer.call(fine)[shared], 1e-5);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Forward_CommutesWithShifts(long[] grid, long[] modes)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = new SpectralConv(2, 3, modes);
        var x = randn([2, 2, .. grid], generator: new Generator(2));
        long[] axes = [.. Enumerable.Range(2, grid.Length).Select(axis => (long)axis)];
        long[] shifts = [.. grid.Select((n, axis) => (n / 3) + axis)];

        RequireClose(layer.call(x).roll(shifts, axes), layer.call(x.roll(shifts, axes)), 1e-5);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Forward_IsLinear(long[] grid, long[] modes)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = new SpectralConv(2, 2, modes);
        var a = randn([1, 2, .. grid], generator: new Generator(3));
        var b = randn([1, 2, .. grid], generator: new Generator(4));

        RequireClose((2 * layer.call(a)) - layer.call(b), layer.call((2 * a) - b), 1e-5);
    }

    [Fact]
    public void EveryBlock_ChangesTheOutput()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = new SpectralConv(1, 1, 2, 2, 2);
        var x = randn([1, 1, 6, 6, 6], generator: new Generator(5));
        var y = layer.call(x);

        Assert.Equal(
            [
                "weights1_real", "weights1_imag", "weights2_real", "weights2_imag", "weights3_real", "weights3_imag",
                "weights4_real", "weights4_imag",
            ],
            layer.state_dict().Keys);
        foreach ((string name, var parameter) in layer.named_parameters())
        {
            var kept = parameter.clone();
            parameter.mul_(0);
            Assert.True((layer.call(x) - y).abs().max().item<float>() > 1e-3, name);
            parameter.copy_(kept);
        }
    }

    [Fact]
    public void StartValues_KeepThePowerOfTheKeptFrequencies()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var layer = new SpectralConv(32, 32, 12, 12);
        var x = randn([8, 32, 32, 32], generator: new Generator(6));
        var (real, imaginary) = TruncatedFourier.Forward(
            x, [12, 12], KeptRows.BothSigns, FourierScaling.Orthonormal);
        var kept = TruncatedFourier.Inverse(
            real, imaginary, [32, 32], KeptRows.BothSigns, FourierScaling.Orthonormal);

        Assert.Equal(1, (layer.call(x).square().mean() / kept.square().mean()).item<float>(), 0.05f);
    }

    [Fact]
    public void StepsWithGradients_LeakNothing()
    {
        using var layer = new SpectralConv(2, 2, 3, 4);
        using var x = randn([2, 2, 9, 10], requires_grad: true);
        void Step()
        {
            using var scope = NewDisposeScope();
            layer.call(x).square().sum().backward();
            layer.zero_grad();
            x.grad = null;
        }

        Step();
        long before = LiveTensors.Settled();

        for (var i = 0; i < 20; i++)
        {
            Step();
        }

        Assert.True(LiveTensors.Settled() <= before);
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralConv(3, 2, 4, 4);

        Refuses("Expected shape [B, C_in=3, n1, n2], got [1, 2, 8, 8]. (Parameter 'x')",
            () => layer.call(zeros(1, 2, 8, 8)));
        Refuses("Expected shape [B, C_in=3, n1, n2], got [1, 3, 8]. (Parameter 'x')",
            () => layer.call(zeros(1, 3, 8)));
        Refuses("Expected a float32 or float64 tensor, got Int64. (Parameter 'x')",
            () => layer.call(zeros([1, 3, 8, 8], dtype: ScalarType.Int64)));
        Refuses("Expected 1 to 3 axes of space, got 4. (Parameter 'modes')", () => new SpectralConv(1, 1, 1, 1, 1, 1));
        Refuses("Expected 1 to 3 axes of space, got 0. (Parameter 'modes')", () => new SpectralConv(1, 1));
        Assert.Equal(
            "modes ('0') must be a non-negative and non-zero value. (Parameter 'modes')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SpectralConv(1, 1, 4, 0)).Message);
    }

    private static void Refuses(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static void RequireClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.shape, actual.shape);
        var scale = expected.abs().max().item<float>();
        var difference = (expected - actual).abs().max().item<float>();
        Assert.True(
            difference <= tolerance * Math.Max(1, scale), $"difference {difference:g3} of values to {scale:g3}");
    }
}
