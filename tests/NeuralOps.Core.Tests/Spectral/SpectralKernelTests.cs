using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

/// <summary>The fused kernel in every register length against the composition in float64, gradients included.</summary>
public class SpectralKernelTests
{
    // Rounding of float32 sums over a few hundred points, relative to the largest value.
    private const double Tolerance = 5e-6;

    public static TheoryData<long[], long[], KeptRows, FourierScaling> Layouts => new()
    {
        // [B, C_in, C_out, n..], [m..]
        { [2, 3, 4, 32], [9], KeptRows.BothSigns, FourierScaling.Backward },
        { [5, 1, 3, 37], [32], KeptRows.NonNegative, FourierScaling.Orthonormal },
        { [17, 2, 1, 1], [3], KeptRows.BothSigns, FourierScaling.Backward },
        { [1, 2, 2, 2], [2], KeptRows.BothSigns, FourierScaling.Backward },
        { [4, 4, 4, 16, 16], [4, 4], KeptRows.BothSigns, FourierScaling.Backward },
        { [5, 3, 5, 24, 40], [5, 7], KeptRows.BothSigns, FourierScaling.Orthonormal },
        { [1, 2, 3, 15, 21], [6, 9], KeptRows.BothSigns, FourierScaling.Backward },
        { [2, 2, 2, 7, 9], [5, 12], KeptRows.BothSigns, FourierScaling.Backward },
        { [3, 3, 2, 8, 8], [16, 16], KeptRows.NonNegative, FourierScaling.Orthonormal },
        { [1, 1, 1, 1, 5], [2, 2], KeptRows.BothSigns, FourierScaling.Backward },
        { [2, 2, 3, 64, 6], [16, 4], KeptRows.NonNegative, FourierScaling.Backward },
        { [1, 2, 2, 48, 70], [12, 20], KeptRows.BothSigns, FourierScaling.Backward },
        { [2, 2, 2, 6, 8, 10], [2, 3, 4], KeptRows.BothSigns, FourierScaling.Backward },
        { [1, 3, 2, 5, 7, 33], [4, 3, 6], KeptRows.BothSigns, FourierScaling.Orthonormal },
        { [2, 1, 2, 4, 6, 6], [6, 6, 6], KeptRows.NonNegative, FourierScaling.Backward },
        { [1, 2, 2, 3, 1, 4], [2, 2, 2], KeptRows.BothSigns, FourierScaling.Backward },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void EveryRegisterLength_AgreesWithTheComposition(
        long[] sizes, long[] modes, KeptRows rows, FourierScaling scaling)
    {
        using var scope = NewDisposeScope();
        var problem = new Problem(sizes, modes, rows, scaling);
        var expected = problem.Run((x, real, imaginary) =>
            SpectralComposition.Apply(x, real, imaginary, rows, scaling), ScalarType.Float64);

        foreach (var kernel in SpectralKernel.All)
        {
            var actual = problem.Run((x, real, imaginary) =>
                SpectralFunction.Apply(kernel, x, real, imaginary, rows, scaling), ScalarType.Float32);
            Assert.All(expected.Zip(actual), pair => RequireClose(pair.First, pair.Second));
        }
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(9, 5)]
    [InlineData(64, 64)]
    public void ActiveParts_GiveTheGradientOfThatPartOnly(long height, long width)
    {
        using var scope = NewDisposeScope();
        long[] grid = [height, width];
        foreach (var rows in Enum.GetValues<KeptRows>())
        {
            var problem = new Problem([2, 3, 2, .. grid], [16, 16], rows, FourierScaling.Orthonormal);
            var whole = problem.Run(
                (x, real, imaginary) => SpectralMixing.Apply(x, real, imaginary, rows, FourierScaling.Orthonormal),
                ScalarType.Float32);
            var parts = problem.Cut(grid);
            var cut = parts.Run(
                (x, real, imaginary) => SpectralMixing.Apply(x, real, imaginary, rows, FourierScaling.Orthonormal),
                ScalarType.Float32);
            RequireClose(whole[0], cut[0]);
            RequireClose(whole[1], cut[1]);
            for (var i = 2; i < cut.Length; i++)
            {
                var active = SpectralMixing.ActivePart(whole[i], (i - 2) % (cut.Length / 2 - 1), rows, grid);
                Assert.Equal(active.shape, cut[i].shape);
                RequireClose(active, cut[i]);
                Assert.Equal(whole[i].abs().sum().item<float>(), active.abs().sum().item<float>(), 1e-3f);
            }
        }
    }

    [Fact]
    public void Repeated_GivesTheSameBits()
    {
        using var scope = NewDisposeScope();
        var problem = new Problem([3, 5, 4, 30, 44], [7, 8], KeptRows.BothSigns, FourierScaling.Backward);
        Tensor[] Run() => problem.Run(
            (x, real, imaginary) => SpectralMixing.Apply(
                x, real, imaginary, KeptRows.BothSigns, FourierScaling.Backward),
            ScalarType.Float32);
        var first = Run();

        for (var i = 0; i < 5; i++)
        {
            Assert.All(first.Zip(Run()), pair => Assert.True(pair.First.bytes.SequenceEqual(pair.Second.bytes)));
        }
    }

    [Fact]
    public void SecondDerivative_IsRefused()
    {
        using var scope = NewDisposeScope();
        var x = randn([1, 1, 8], requires_grad: true);
        var weight = randn([1, 1, 3]);
        var y = SpectralMixing.Apply(x, [weight], [weight], KeptRows.BothSigns, FourierScaling.Backward);

        var error = Assert.Throws<NotSupportedException>(
            () => autograd.grad([y.square().sum()], [x], create_graph: true));

        Assert.Equal(
            "Expected a first derivative of the spectral layer in float32 on the CPU, got create_graph; second "
            + "derivatives are computed in float64.",
            error.Message);
    }

    private static void RequireClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.NumberOfElements == 0)
        {
            return;
        }

        var reference = expected.to(ScalarType.Float64);
        var difference = (reference - actual.to(ScalarType.Float64)).abs().max().item<double>();
        var scale = Math.Max(reference.abs().max().item<double>(), 1e-6);
        Assert.True(difference <= Tolerance * scale, $"difference {difference:g3} of values up to {scale:g3}");
    }

    private sealed class Problem
    {
        private readonly Tensor x;
        private readonly Tensor gradient;
        private readonly Tensor[] weights;
        private readonly KeptRows rows;

        public Problem(long[] sizes, long[] modes, KeptRows rows, FourierScaling scaling)
        {
            this.rows = rows;
            var random = new Generator(11);
            x = randn([sizes[0], sizes[1], .. sizes[3..]], generator: random);
            gradient = randn([sizes[0], sizes[2], .. sizes[3..]], generator: random);
            weights = [.. Enumerable.Range(0, 2 * KeptModes.Blocks(modes.Length, rows))
                .Select(_ => randn([sizes[1], sizes[2], .. modes], generator: random))];
        }

        private Problem(Problem whole, Tensor[] parts) =>
            (x, gradient, weights, rows) = (whole.x, whole.gradient, parts, whole.rows);

        public Problem Cut(long[] grid) => new(this, [.. weights.Select((weight, i) =>
            SpectralMixing.ActivePart(weight, i % (weights.Length / 2), rows, grid))]);

        /// <summary>y, dL/dx and the gradients of all weights for L = Σ y·gradient.</summary>
        public Tensor[] Run(Func<Tensor, Tensor[], Tensor[], Tensor> map, ScalarType dtype)
        {
            Tensor[] leaves = [.. weights.Prepend(x).Select(t => t.to(dtype).detach().requires_grad_())];
            var half = weights.Length / 2;
            var y = map(leaves[0], leaves[1..(half + 1)], leaves[(half + 1)..]);
            var gradients = autograd.grad([(y * gradient.to(dtype)).sum()], leaves);
            return [y.detach(), .. gradients];
        }
    }
}
