using NeuralOps.Core;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class AfnoTests
{
    private static readonly AfnoOptions Tiny = new()
    {
        Height = 16,
        Width = 24,
        Patch = 4,
        Embedding = 12,
        Blocks = 3,
        Depth = 2,
    };

    public static TheoryData<AfnoOptions> Layouts =>
    [
        Tiny,
        Tiny with { InChannels = 2, OutChannels = 3, SparsityThreshold = 0, MlpRatio = 1 },
        Tiny with { KeptModes = 0.5, Depth = 1, Blocks = 1 },
    ];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Forward_HasThePublishedOutput(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var published = PublishedOperator.Open("plain_ano");
        using var afno = new Afno(new AfnoOptions
        {
            InChannels = 2,
            OutChannels = 5,
            Height = 64,
            Width = 64,
            Embedding = 64,
        });
        published.CopyInto(afno);
        afno.to(dtype);

        var difference = afno.call(published.Input.to(dtype)) - published.Output;

        // Of values up to 2.7, in float32.
        Assert.True(difference.abs().max().to(ScalarType.Float64).item<double>() < 5e-6);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Backward_ReachesEveryParameter_AndEveryOneMatters(AfnoOptions options)
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var afno = Awake(options);
        var x = randn(2, options.InChannels, 16, 24);
        var y = afno.call(x);
        y.square().sum().backward();

        foreach (var (name, parameter) in afno.named_parameters())
        {
            Assert.True(parameter.grad!.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var quiet = no_grad();
            using var before = parameter.detach().clone();
            parameter.add_(randn(parameter.shape));
            Assert.True((afno.call(x) - y).abs().max().item<float>() > 1e-5f, $"{name} changes nothing");
            parameter.copy_(before);
        }
    }

    [Fact]
    public void ZeroingABlock_ChangesTheOutput()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        random.manual_seed(6);
        using var afno = Awake(Tiny);
        var x = randn(1, 1, 16, 24);
        var y = afno.call(x);
        foreach (string block in (string[])["blocks.0.filter", "blocks.1.filter", "blocks.0.mlp", "blocks.1.mlp"])
        {
            var parameters = afno.named_parameters()
                .Where(p => p.name.StartsWith($"{block}.", StringComparison.Ordinal)).ToArray();
            Tensor[] before = [.. parameters.Select(p => p.parameter.clone())];
            Array.ForEach(parameters, p => p.parameter.zero_());
            Assert.True((afno.call(x) - y).abs().max().item<float>() > 1e-4f, $"{block} changes nothing");
            for (int i = 0; i < before.Length; i++)
            {
                parameters[i].parameter.copy_(before[i]);
            }
        }
    }

    [Fact]
    public void Shrinking_RemovesSmallCoefficientsAlone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(8);
        using var free = Awake(Tiny with { SparsityThreshold = 0 });
        random.manual_seed(8);
        using var sparse = Awake(Tiny with { SparsityThreshold = 1e6 });
        var x = randn(1, 1, 16, 24);
        var y = sparse.call(x);
        Assert.True((free.call(x) - y).abs().max().item<float>() > 1e-3f);

        // Nothing of the filters is left.
        using var quiet = no_grad();
        foreach (var (name, parameter) in free.named_parameters())
        {
            if (name.Contains(".filter.", StringComparison.Ordinal))
            {
                parameter.zero_();
            }
        }

        Assert.Equal(0f, (free.call(x) - y).abs().max().item<float>(), 1e-5f);
    }

    [Fact]
    public void FewerKeptModes_LeaveTheHighFrequenciesAlone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(9);
        var layout = Tiny with { Height = 32, Width = 32, KeptModes = 0.4, SparsityThreshold = 0 };
        using var filter = new AfnoFilter(layout);
        using var quiet = no_grad();
        foreach (var parameter in filter.parameters().Where(p => p.ndim == 3))
        {
            parameter.zero_(); // of frequency 0 and all others it mixes
        }

        var place = arange(8, ScalarType.Float32) * (2 * Math.PI / 8);
        Tensor Wave(int k) => (k * place).cos().reshape(1, 1, 8, 1).expand(1, 12, 8, 8);
        var (low, high) = (Wave(1), Wave(3)); // 2 of 5 frequencies are kept

        Assert.True((filter.call(low) - low).abs().max().item<float>() > 1e-5f);
        Assert.Equal(0f, (filter.call(high) - high).abs().max().item<float>(), 1e-6f);
    }

    [Fact]
    public void OtherGrids_InterpolateThePositions()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(10);
        using var afno = Awake(Tiny);
        using var quiet = no_grad();
        var x = randn(1, 1, 1, 1).expand(1, 1, 32, 48);
        afno.get_parameter("pos_embed")!.copy_(randn(12, 1).expand(1, 12, 24));
        foreach (var (name, parameter) in afno.named_parameters())
        {
            if (name.EndsWith(".b1", StringComparison.Ordinal) || name.EndsWith(".b2", StringComparison.Ordinal))
            {
                parameter.zero_(); // of every frequency: a peak in space
            }
        }

        // Constant positions stay constant: every token is the same, on any grid.
        var fine = afno.call(x);
        var coarse = afno.call(x[.., .., ..16, ..24]);

        Assert.Equal([1, 1, 32, 48], fine.shape);
        Assert.True((fine[.., .., ..4, ..4] - fine[.., .., 28.., 44..]).abs().max().item<float>() < 1e-5f);
        Assert.True(coarse.std().item<float>() > 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void StateDict_SurvivesAFile(AfnoOptions options)
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var afno = new Afno(options);
        using var copy = new Afno(OptionsJson.Deserialize<AfnoOptions>(OptionsJson.Serialize(options)));
        var x = randn(1, options.InChannels, 16, 24);
        try
        {
            Weights.Save(afno, path);
            Weights.Load(copy, path);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(options, copy.Options);
        Assert.True(afno.call(x).equal(copy.call(x)).all().item<bool>());
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensors()
    {
        using var afno = new Afno(Tiny);
        using var x = randn(1, 1, 32, 24);
        Leaks.RequireNone(afno, x);
    }

    [Fact]
    public void EmptyBatch_GivesAnEmptyBatch()
    {
        using var scope = NewDisposeScope();
        using var afno = new Afno(Tiny with { OutChannels = 2 });
        Assert.Equal([0L, 2, 16, 24], afno.call(zeros(0, 1, 16, 24)).shape);
    }

    [Fact]
    public void WrongLayoutsAndInputs_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var afno = new Afno(Tiny);

        RequireRefusal(
            () => new Afno(Tiny with { Embedding = 13 }),
            "Expected an embedding that is a multiple of the 3 blocks, got 13. (Parameter 'options')");
        RequireRefusal(
            () => new Afno(Tiny with { Width = 26 }),
            "Expected a grid of multiples of the patch of 4 cells, got 16x26. (Parameter 'options')");
        RequireRefusal(
            () => afno.call(randn(1, 1, 16, 18)),
            "Expected a grid of multiples of the patch of 4 cells, got 16x18. (Parameter 'x')");
        RequireRefusal(
            () => afno.call(randn(1, 2, 16, 24)),
            "Expected shape [B, C_in=1, H, W], got [1, 2, 16, 24]. (Parameter 'x')");
        RequireRefusal(
            () => afno.call(randn([1, 1, 16, 24], ScalarType.Float64)),
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')");
        Assert.Equal(
            "KeptModes ('0') must be a non-negative and non-zero value. (Parameter 'KeptModes')\nActual value was 0.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Tiny with { KeptModes = 0 }).Message);
        Assert.Equal(
            "SparsityThreshold ('-1') must be a non-negative value. (Parameter 'SparsityThreshold')\n"
            + "Actual value was -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Tiny with { SparsityThreshold = -1 }).Message);
    }

    /// <summary>An operator whose filters do something beyond the threshold.</summary>
    private static Afno Awake(AfnoOptions options)
    {
        var afno = new Afno(options);
        using var quiet = no_grad();
        foreach (var (name, parameter) in afno.named_parameters())
        {
            if (name.Contains(".filter.", StringComparison.Ordinal))
            {
                parameter.mul_(30);
            }
        }

        return afno;
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
