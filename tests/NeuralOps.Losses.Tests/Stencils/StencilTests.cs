using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class StencilTests
{
    private const double Length = 2 * Math.PI;

    public static TheoryData<string, StencilMode, PaddingModes> Cases
    {
        get
        {
            var cases = new TheoryData<string, StencilMode, PaddingModes>();
            foreach (string grid in (string[])["32x32", "64x64"])
            {
                foreach (var mode in Enum.GetValues<StencilMode>())
                {
                    cases.Add(grid, mode, PaddingModes.Zeros);
                    cases.Add(grid, mode, PaddingModes.Replicate);
                    cases.Add(grid, mode, PaddingModes.Circular);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void TaylorGreen_HasTheReferencesDerivatives(string grid, StencilMode mode, PaddingModes padding)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G5.7-taylor-green-stencils");
        var velocity = stack([golden.Read($"{grid}_t0/out:u"), golden.Read($"{grid}_t0/out:v")]).unsqueeze(0);
        var scalar = golden.Read($"{grid}_t0/out:scalar");
        var stencil = new Stencil { Mode = mode, Padding = padding, Spacing = Length / scalar.size(0) };
        string prefix = $"{grid}_t0/{mode}/{padding}".ToLowerInvariant();

        var fields = new Dictionary<string, Tensor>
        {
            ["divergence"] = stencil.Divergence(velocity)[0, 0],
            ["vorticity"] = stencil.Vorticity(velocity)[0, 0],
            ["grad_x"] = stencil.AlongX(scalar),
            ["grad_y"] = stencil.AlongY(scalar),
        };

        foreach (var (name, field) in fields)
        {
            golden.RequireOutput($"{prefix}/out:{name}_rms", field.square().mean().sqrt());
            golden.RequireOutput($"{prefix}/out:{name}_absmax", field.abs().max());
            bool whole = golden.Contains($"{prefix}/out:{name}");
            golden.RequireOutput(
                whole ? $"{prefix}/out:{name}" : $"{prefix}/out:{name}_edges",
                whole ? field : cat([field[0], field[^1], field[.., 0], field[.., ^1]]));
        }
    }

    [Theory]
    [InlineData(StencilMode.Forward, 1)]
    [InlineData(StencilMode.Central, 2)]
    public void Derivatives_ConvergeWithTheOrderOfTheStencil(StencilMode mode, int order)
    {
        using var scope = NewDisposeScope();

        double ratio = Math.Log2(Error(32) / Error(64));

        Assert.InRange(ratio, order - 0.05, order + 0.05);

        double Error(int n)
        {
            var x = arange(n, dtype: ScalarType.Float64) * (2.0 / n);
            var f = (Math.PI * x).sin().unsqueeze(0).expand(n, n);
            var exact = Math.PI * (Math.PI * x).cos();
            return (new Stencil { Mode = mode, Padding = PaddingModes.Circular }.AlongX(f) - exact).abs().max()
                .item<double>();
        }
    }

    [Fact]
    public void CentralPeriodicDivergence_OfTheTaylorGreenVortex_Vanishes()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G5.7-taylor-green-stencils");
        var velocity = stack([golden.Read("32x32_t0/out:u"), golden.Read("32x32_t0/out:v")]).unsqueeze(0);
        var stencil = new Stencil { Mode = StencilMode.Central, Padding = PaddingModes.Circular };

        Assert.True(stencil.Divergence(velocity).abs().max().item<double>() < 1e-14);
    }

    [Fact]
    public void DefaultSpacing_IsThatOfTheSquareFromMinusOneToOne_AlongEachAxis()
    {
        using var scope = NewDisposeScope();
        var ramp = arange(6, dtype: ScalarType.Float64).expand(4, 6)
            + (10 * arange(4, dtype: ScalarType.Float64).unsqueeze(1));
        var stencil = new Stencil();

        Assert.Equal([3.0, 3, 3, 3, 3, 0], stencil.AlongX(ramp)[0].data<double>().ToArray());
        Assert.Equal([20.0, 20, 20, 0], stencil.AlongY(ramp)[.., 0].contiguous().data<double>().ToArray());
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();

        Assert.Equal(
            "Expected shape [..., H, W] with at least 2x2 cells, got [3, 1]. (Parameter 'f')",
            Assert.Throws<ArgumentException>(() => new Stencil().AlongX(rand(3, 1))).Message);
        Assert.Equal(
            "Expected shape [B, C=2, H, W], got [1, 3, 4, 4]. (Parameter 'velocity')",
            Assert.Throws<ArgumentException>(() => new Stencil().Divergence(rand(1, 3, 4, 4))).Message);
        Assert.Equal(
            "Expected Zeros, Reflect, Replicate or Circular. (Parameter 'Padding')\nActual value was Constant.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new Stencil { Padding = PaddingModes.Constant }).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Stencil { Spacing = 0 });
    }

}
