using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class FnoTests
{
    private static readonly FnoOptions Plain = new() { Modes = [4, 4], Width = 6, Grid = false };

    public static TheoryData<FnoOptions> Layouts =>
    [
        new() { Modes = [5], Width = 8 },
        Plain,
        Plain with { InChannels = 2, OutChannels = 3, Grid = true, Padding = 3, Layers = 2, ProjectionWidth = 16 },
        Plain with { Layers = 1, Activation = Activation.Silu },
        new() { Modes = [2, 3, 2], Width = 4, Layers = 2 },
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void WithoutGridAndPadding_CommutesWithShifts(int dimensions)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        long[] grid = new long[] { 10, 12, 9 }[..dimensions];
        long[] shift = new long[] { 3, 7, 4 }[..dimensions];
        long[] axes = new long[] { 2, 3, 4 }[..dimensions];
        using var fno = new Fno(Plain with { Modes = [.. Enumerable.Repeat(3, dimensions)] }).to(ScalarType.Float64);
        var x = randn([2, 1, .. grid], ScalarType.Float64);

        var difference = fno.call(x.roll(shift, axes)) - fno.call(x).roll(shift, axes);

        Assert.True(difference.abs().max().item<double>() < 1e-12); // rounding of float64
    }

    [Fact]
    public void WithGrid_DependsOnThePlace()
    {
        using var scope = NewDisposeScope();
        using var fno = new Fno(Plain with { Grid = true });
        var x = randn(1, 1, 12, 12);

        var difference = fno.call(x.roll([5], [2])) - fno.call(x).roll([5], [2]);

        Assert.True(difference.abs().max().item<float>() > 1e-3f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void BandLimitedField_OnATwiceAsFineGrid_AgreesAtSharedPoints(int dimensions)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(4);
        using var fno = new Fno(Plain with
        {
            Modes = [.. Enumerable.Repeat(2, dimensions)],
            Layers = 3,
            Activation = Activation.Tanh,
        });
        int cells = dimensions == 3 ? 24 : 48; // the waves that tanh adds have died away at half of it

        var coarse = fno.call(Wave(cells, dimensions));
        var fine = fno.call(Wave(2 * cells, dimensions));

        for (int axis = 2; axis < dimensions + 2; axis++)
        {
            fine = fine.index_select(axis, arange(0, 2 * cells, 2));
        }

        Assert.True(coarse.std().item<float>() > 1e-3f, "an output without variation proves nothing");
        Assert.True((fine - coarse).abs().max().item<float>() < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Backward_ReachesEveryParameter_AndEveryOneMatters(FnoOptions options)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var fno = new Fno(options);
        var x = randn(Shape(options));
        var y = fno.call(x);
        y.square().sum().backward();

        foreach (var (name, parameter) in fno.named_parameters())
        {
            Assert.True(parameter.grad!.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var quiet = no_grad();
            using var before = parameter.detach().clone();
            parameter.add_(randn(parameter.shape));
            Assert.True((fno.call(x) - y).abs().max().item<float>() > 1e-5f, $"{name} changes nothing");
            parameter.copy_(before);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void ZeroingALayer_ChangesTheOutput(FnoOptions options)
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(6);
        using var fno = new Fno(options);
        var x = randn(Shape(options));
        var y = fno.call(x);
        for (int layer = 0; layer < options.Layers; layer++)
        {
            foreach (string part in (string[])["conv", "w"])
            {
                var parameters = fno.named_parameters()
                    .Where(p => p.name.StartsWith($"{part}{layer}.", StringComparison.Ordinal)).ToArray();
                Tensor[] before = [.. parameters.Select(p => p.parameter.clone())];
                Array.ForEach(parameters, p => p.parameter.zero_());
                Assert.True((fno.call(x) - y).abs().max().item<float>() > 1e-4f, $"{part}{layer} changes nothing");
                for (int i = 0; i < before.Length; i++)
                {
                    parameters[i].parameter.copy_(before[i]);
                }
            }
        }
    }

    [Fact]
    public void EveryOutputChannel_DependsOnEveryInputChannel()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(7);
        using var fno = new Fno(Plain with { InChannels = 3, OutChannels = 3, Layers = 2 });
        var x = randn(1, 3, 8, 8).requires_grad_();
        for (int channel = 0; channel < 3; channel++)
        {
            using var gradient = autograd.grad([fno.call(x).select(1, channel).square().sum()], [x])[0];
            Assert.True(gradient.abs().sum([0, 2, 3]).min().item<float>() > 1e-5f);
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void StateDict_SurvivesAFile(FnoOptions options)
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var fno = new Fno(options);
        using var copy = new Fno(OptionsJson.Deserialize<FnoOptions>(OptionsJson.Serialize(options)));
        var x = randn(Shape(options));
        try
        {
            Weights.Save(fno, path);
            Weights.Load(copy, path);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.True(fno.call(x).equal(copy.call(x)).all().item<bool>());
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensors()
    {
        using var fno = new Fno(Plain with { Grid = true, Padding = 2 });
        using var x = randn(1, 1, 8, 8);
        Leaks.RequireNone(fno, x);
    }

    [Fact]
    public void EmptyBatch_GivesAnEmptyBatch()
    {
        using var scope = NewDisposeScope();
        using var fno = new Fno(Plain with { Grid = true, OutChannels = 3, Padding = 2 });
        Assert.Equal([0L, 3, 8, 9], fno.call(zeros(0, 1, 8, 9)).shape);
    }

    [Fact]
    public void Forward_RefusesOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var fno = new Fno(Plain);

        Assert.Equal(
            "Expected shape [B, C_in=1, H, W], got [2, 3, 8, 8]. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => fno.call(randn(2, 3, 8, 8))).Message);
        Assert.Equal(
            "Expected shape [B, C_in=1, H, W], got [2, 1, 8]. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => fno.call(randn(2, 1, 8))).Message);
        Assert.Equal(
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => fno.call(randn([2, 1, 8, 8], ScalarType.Float64))).Message);
    }

    [Fact]
    public void Options_RefuseBadValues()
    {
        Assert.Equal(
            "Modes ('0') must be greater than or equal to '1'. (Parameter 'Modes')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FnoOptions { Modes = [3, 0] }).Message);
        Assert.Equal(
            "Expected modes for 1 to 3 axes of space. (Parameter 'Modes')\nActual value was 4.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new FnoOptions { Modes = [3, 3, 3, 3] }).Message);
        Assert.Equal(
            "Padding ('-1') must be greater than or equal to '0'. (Parameter 'Padding')\nActual value was -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { Padding = -1 }).Message);
        Assert.Equal(
            "Layers ('0') must be greater than or equal to '1'. (Parameter 'Layers')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Plain with { Layers = 0 }).Message);
    }

    // A sum of low waves along the diagonals, on the periodic unit cube.
    private static Tensor Wave(int cells, int dimensions)
    {
        var phase = zeros(Enumerable.Repeat(1L, dimensions).ToArray());
        for (int axis = 0; axis < dimensions; axis++)
        {
            long[] shape = [.. Enumerable.Range(0, dimensions).Select(a => a == axis ? (long)cells : 1)];
            phase = phase + (arange(cells, ScalarType.Float32) * (2 * Math.PI / cells)).reshape(shape);
        }

        return (phase.sin() + (0.5 * (phase + 1).cos())).unsqueeze(0).unsqueeze(0);
    }

    private static long[] Shape(FnoOptions options) =>
        [2, options.InChannels, .. new long[] { 8, 12, 10 }[..options.Modes.Count]];
}
