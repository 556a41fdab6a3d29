using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class UAfnoTests
{
    private static readonly UAfnoOptions Tiny = new()
    {
        BaseChannels = 4,
        EncoderLevels = 2,
        Modes = 6,
        AfnoBlocks = 2,
        BlocksPerLevel = 1,
    };

    private static readonly UAfnoConditioning Conditioning = new() { Parameters = 3, Dropout = 0 };

    public static TheoryData<UAfnoOptions> Layouts =>
    [
        Tiny,
        Tiny with { Normalization = Normalization.Batch, Activation = Activation.Silu, HiddenDim = 10 },
        Tiny with { Normalization = Normalization.None, Activation = Activation.Tanh, BlocksPerLevel = 2 },
        Tiny with { Normalization = Normalization.Group, PaddingMode = PaddingModes.Circular, EncoderLevels = 4 },
        Tiny with { Normalization = Normalization.Layer, InChannels = 2, OutChannels = 3, AfnoBlocks = 1 },
        Tiny with { EncoderLevels = 0, AfnoBlocks = 1 },
        Tiny with { Conditioning = Conditioning with { Mode = ConditioningMode.Concat } },
        Tiny with { Conditioning = Conditioning with { Mode = ConditioningMode.Film, PostNorm = false } },
        Tiny with { Conditioning = Conditioning with { Mode = ConditioningMode.Both } },
    ];

    [Fact]
    public void Default_HasTheReferencesParameters()
    {
        using var scope = NewDisposeScope();
        using var model = new UAfno(new UAfnoOptions());

        Assert.Equal(144_690_337, model.parameters().Sum(p => p.NumberOfElements));
        Assert.Equal(256, model.BottleneckChannels);
        long Count(string start) => model.named_parameters()
            .Where(p => p.name.StartsWith(start, StringComparison.Ordinal)).Sum(p => p.parameter.NumberOfElements);
        Assert.Equal(352, Count("encoder.stem."));
        Assert.Equal(34_081_280, Count("bottleneck.3."));
        Assert.Equal(775_040, Count("encoder.downsample_blocks."));
        Assert.Equal(65, Count("decoder.output."));
    }

    [Fact]
    public void StateDict_HasTheReferencesNames()
    {
        using var scope = NewDisposeScope();
        using var model = new UAfno(new UAfnoOptions
        {
            BaseChannels = 8,
            EncoderLevels = 2,
            Modes = 4,
            AfnoBlocks = 2,
        });

        Assert.Equal(
            SafetensorsFile.ReadNames(Fixtures.PathOf("golden", "G2.1-uafno-tiny", "weights.safetensors"))
                .Order(StringComparer.Ordinal),
            model.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(207_529, model.parameters().Sum(p => p.NumberOfElements));
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Backward_ReachesEveryParameter_AndEveryOneMatters(UAfnoOptions options)
    {
        random.manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = Awake(options);
        var (x, theta) = Inputs(options);
        var weight = randn(2, options.OutChannels, 32, 48);
        var y = model.forward(x, theta);
        (y * weight).sum().backward();

        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.True(
                parameter.grad is { } gradient && gradient.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var quiet = no_grad();
            using var before = parameter.detach().clone();
            parameter.add_(randn(parameter.shape));
            Assert.True((model.forward(x, theta) - y).abs().max().item<float>() > 1e-6, $"{name} changes nothing");
            parameter.copy_(before);
        }
    }

    [Fact]
    public void ZeroingABlock_ChangesTheOutput()
    {
        random.manual_seed(6);
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Awake(Tiny with { BlocksPerLevel = 2 });
        var (x, _) = Inputs(Tiny);
        var y = model.call(x);
        string[] blocks =
        [
            "encoder.stem", "encoder.feature_blocks.0.0.blocks", "encoder.feature_blocks.0.1.blocks",
            "encoder.feature_blocks.1.0.blocks", "encoder.downsample_blocks.0", "encoder.downsample_blocks.1",
            "bottleneck.0.spectral", "bottleneck.0.mlp", "bottleneck.1.spectral", "bottleneck.1.mlp",
            "decoder.levels.0.upsample", "decoder.levels.0.refine.0.blocks", "decoder.levels.1.upsample",
            "decoder.levels.1.refine.1.blocks", "decoder.output",
        ];
        foreach (string block in blocks)
        {
            var parameters = model.named_parameters()
                .Where(p => p.name.StartsWith($"{block}.", StringComparison.Ordinal)).ToArray();
            Assert.NotEmpty(parameters);
            Tensor[] before = [.. parameters.Select(p => p.parameter.clone())];
            Array.ForEach(parameters, p => p.parameter.zero_());
            Assert.True((model.call(x) - y).abs().max().item<float>() > 1e-4f, $"{block} changes nothing");
            for (int i = 0; i < before.Length; i++)
            {
                parameters[i].parameter.copy_(before[i]);
            }
        }
    }

    [Fact]
    public void SpectralPath_OfABandLimitedField_AgreesOnAFinerGrid()
    {
        random.manual_seed(7);
        using var scope = NewDisposeScope();
        using var mixing = new UAfnoMixing(3, 4, Activation.Tanh).to(ScalarType.Float64);
        var scale = randn([1, 3, 1, 1], ScalarType.Float64);
        Tensor Wave(int cells)
        {
            var place = arange(cells, ScalarType.Float64) * (2 * Math.PI / cells);
            return ((2 * place).cos().reshape(1, 1, cells, 1) + ((3 * place) + 1).sin()) * scale;
        }

        var coarse = mixing.call(Wave(12));
        var fine = mixing.call(Wave(24)).index_select(2, arange(0, 24, 2)).index_select(3, arange(0, 24, 2));

        Assert.True(coarse.std().item<double>() > 1e-3, "an output without variation proves nothing");
        Assert.True((fine - coarse).abs().max().item<double>() < 1e-12); // rounding of float64
    }

    [Fact]
    public void FilmStart_IsTheUnconditionedNetwork()
    {
        random.manual_seed(8);
        using var scope = NewDisposeScope();
        var options = Tiny with { Conditioning = Conditioning with { PostNorm = false } };
        using var model = new UAfno(options);
        using var plain = new UAfno(Tiny);
        var entries = model.state_dict();
        using (no_grad())
        {
            foreach (var (name, target) in plain.state_dict())
            {
                target.copy_(entries[name]);
            }
        }

        var (x, theta) = Inputs(options);

        Assert.Equal(0f, (model.forward(x, theta) - plain.call(x)).abs().max().item<float>(), 1e-6f);
    }

    [Fact]
    public void TrainAt_TrainsLikeTheWholeNetwork()
    {
        using var scope = NewDisposeScope();
        var (x, _) = Inputs(Tiny with { BaseChannels = 4 });
        x = x[.., .., ..16, ..16]; // a bottleneck of 4x4 cells holds 4x3 of 6x6 modes
        using var whole = Trained(at: false);
        using var partial = Trained(at: true);

        var other = partial.state_dict();
        foreach (var (name, value) in whole.state_dict())
        {
            Assert.True((value - other[name]).abs().max().item<float>() <= 1e-6f, name);
        }

        partial.TrainAt(64, 64);
        Assert.DoesNotContain(
            TrainableParameters.Of(partial), leaf => leaf.Name.Contains("[active]", StringComparison.Ordinal));

        UAfno Trained(bool at)
        {
            random.manual_seed(9);
            var model = Awake(Tiny);
            if (at)
            {
                model.TrainAt(16, 16);
            }

            var leaves = TrainableParameters.Of(model);
            for (int step = 0; step < 3; step++)
            {
                using var inner = NewDisposeScope();
                model.call(x).square().mean().backward();
                using var quiet = no_grad();
                foreach (var (_, leaf) in leaves)
                {
                    leaf.add_(leaf.grad! * -0.01);
                    leaf.grad = null;
                }
            }

            return model;
        }
    }

    [Fact]
    public void TrainAt_KeepsOtherGridsForEvaluation()
    {
        using var scope = NewDisposeScope();
        using var model = Awake(Tiny);
        var x = randn(1, 1, 32, 32);
        var y = model.call(x);

        model.TrainAt(16, 16);

        using (no_grad())
        {
            Assert.True(model.call(x).equal(y).all().item<bool>());
        }

        Assert.Equal(
            "Expected the grid 4x4 in the bottleneck, which TrainAt named, got 8x8. Another one runs without "
            + "gradients, or after TrainAt with its size.",
            Assert.Throws<InvalidOperationException>(() => model.call(x)).Message);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void StateDict_SurvivesAFile(UAfnoOptions options)
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var model = new UAfno(options);
        using var copy = new UAfno(OptionsJson.Deserialize<UAfnoOptions>(OptionsJson.Serialize(options)));
        model.eval();
        copy.eval();
        var (x, theta) = Inputs(options);
        try
        {
            Weights.Save(model, path);
            Weights.Load(copy, path);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(options, copy.Options);
        Assert.True(model.forward(x, theta).equal(copy.forward(x, theta)).all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ForwardAndBackward_LeaveNoTensors(bool trainsAt)
    {
        using var model = new UAfno(Tiny);
        using var x = randn(1, 1, 16, 16);
        if (trainsAt)
        {
            model.TrainAt(16, 16);
        }

        var leaves = TrainableParameters.Of(model);
        Leaks.RequireNone(Step);

        void Step()
        {
            using var y = model.call(x);
            using var loss = y.sum();
            loss.backward();
            foreach (var (_, leaf) in leaves)
            {
                leaf.grad = null;
            }

            using var features = model.Features(x);
            using var trace = model.Trace(x);
        }
    }

    [Fact]
    public void Forward_RefusesOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var model = new UAfno(Tiny);
        using var reflecting = new UAfno(Tiny with { PaddingMode = PaddingModes.Reflect });
        using var conditioned = new UAfno(Tiny with { Conditioning = Conditioning });

        RequireRefusal(
            () => model.call(randn(2, 3, 16, 16)),
            "Expected shape [B, C_in=1, H, W], got [2, 3, 16, 16]. (Parameter 'x')");
        RequireRefusal(
            () => model.call(randn([2, 1, 16, 16], ScalarType.Float64)),
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')");
        RequireRefusal(
            () => model.call(randn(2, 1, 18, 16)),
            "Expected a grid of multiples of 4 cells for 2 levels, got 18x16. (Parameter 'x')");
        RequireRefusal(
            () => model.call(randn(2, 1, 4, 4)),
            "Expected a grid of at least 4x8 cells for 2 levels, got 4x4. (Parameter 'x')");
        RequireRefusal(
            () => reflecting.call(randn(2, 1, 4, 8)),
            "Expected a grid of at least 8x8 cells for 2 levels, got 4x8. (Parameter 'x')");
        RequireRefusal(
            () => conditioned.forward(randn(2, 1, 16, 16), randn(2, 4)),
            "Expected shape [B=2, P=3], got [2, 4]. (Parameter 'parameters')");
        Assert.Equal(
            "Expected parameters [B, P=3], because this network is conditioned, got none.",
            Assert.Throws<InvalidOperationException>(() => conditioned.call(randn(2, 1, 16, 16))).Message);
        Assert.Equal(
            "Expected no parameters, because this network is not conditioned, got some.",
            Assert.Throws<InvalidOperationException>(() => model.forward(randn(2, 1, 16, 16), randn(2, 3))).Message);
    }

    [Fact]
    public void Options_RefuseBadValues()
    {
        RequireRange(
            () => Tiny with { Modes = 0 },
            "Modes ('0') must be greater than or equal to '1'. (Parameter 'Modes')\nActual value was 0.");
        RequireRange(
            () => Tiny with { EncoderLevels = -1 },
            "EncoderLevels ('-1') must be greater than or equal to '0'. (Parameter 'EncoderLevels')\n"
            + "Actual value was -1.");
        RequireRange(
            () => Tiny with { HiddenDim = 0 },
            "HiddenDim ('0') must be greater than or equal to '1'. (Parameter 'HiddenDim')\nActual value was 0.");
        RequireRange(
            () => Conditioning with { Dropout = 1 },
            "Dropout ('1') must be less than '1'. (Parameter 'Dropout')\nActual value was 1.");
        RequireRange(
            () => new ConvBlockOptions { KernelSize = 4 },
            "Expected an odd kernel size. (Parameter 'KernelSize')\nActual value was 4.");
        Assert.Equal(
            "Expected stride 1, got 2. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new ResidualBlock(2, 2, new() { Stride = 2 })).Message);
    }

    private static (Tensor X, Tensor? Theta) Inputs(UAfnoOptions options) => (
        randn([2, options.InChannels, 32, 48], generator: new Generator(1)),
        options.Conditioning is null ? null : randn([2, options.Conditioning.Parameters], generator: new Generator(2)));

    /// <summary>A network whose spectral weights and modulations matter from the start.</summary>
    private static UAfno Awake(UAfnoOptions options)
    {
        var model = new UAfno(options);
        using var quiet = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (name.Contains("spectral.weights", StringComparison.Ordinal))
            {
                parameter.mul_(30);
            }
            else if (name.Contains(".modulation.weight", StringComparison.Ordinal))
            {
                parameter.add_(0.3 * randn(parameter.shape));
            }
        }

        return model;
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static void RequireRange(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(action).Message);
}
