using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class UnetTests
{
    private static readonly UnetOptions Tiny = new() { BaseChannels = 4, UseResidual = true, GroupNormGroups = 3 };

    public static TheoryData<UnetOptions> Layouts =>
    [
        Tiny,
        Tiny with { Norm = Normalization.None, Activation = Activation.Relu, Upsample = Upsampling.Transpose },
        Tiny with { Norm = Normalization.Batch, Activation = Activation.LeakyRelu, Downsample = Downsampling.MaxPool },
        Tiny with { Norm = Normalization.Instance, Activation = Activation.Gelu, PaddingMode = PaddingModes.Reflect },
        Tiny with { UseResidual = false, BottleneckBlocks = 0, PaddingMode = PaddingModes.Circular },
        Tiny with
        {
            Upsample = Upsampling.Bilinear,
            Downsample = Downsampling.AvgPool,
            PaddingMode = PaddingModes.Replicate,
        },
        Tiny with { Depth = 1, BottleneckBlocks = 2, Dropout = 0.2, OutputActivation = OutputActivation.SigmoidTanh },
        Tiny with { Depth = 3, InChannels = 2, OutChannels = 1, OutputActivation = OutputActivation.None },
    ];

    [Theory]
    [InlineData(nameof(UnetOptions.Small), 364_163, 116)]
    [InlineData(nameof(UnetOptions.SmallMedium), 2_356_243, 88)]
    [InlineData(nameof(UnetOptions.Medium), 6_026_755, 88)]
    [InlineData(nameof(UnetOptions.Large), 54_705_411, 114)]
    public void Preset_HasTheReferencesParameters(string preset, long parameters, int entries)
    {
        using var scope = NewDisposeScope();
        using var unet = new Unet((UnetOptions)typeof(UnetOptions).GetProperty(preset)!.GetValue(null)!);

        Assert.Equal(parameters, unet.parameters().Sum(p => p.NumberOfElements));
        Assert.Equal(entries, unet.state_dict().Count);
    }

    [Fact]
    public void StateDict_HasTheReferencesNames()
    {
        using var scope = NewDisposeScope();
        using var small = new Unet(UnetOptions.Small);
        using var medium = new Unet(UnetOptions.Medium with { BaseChannels = 6 });
        using var learnt = new Unet(Tiny with { Depth = 1, Upsample = Upsampling.Transpose });

        Assert.Equal(StoredNames("G0.1-fluidnet-unet-small"), small.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Equal(StoredNames("G0.2-fluidnet-unet-medium"), medium.state_dict().Keys.Order(StringComparer.Ordinal));
        Assert.Contains("ups.0.up.weight", learnt.state_dict().Keys);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Backward_ReachesEveryParameter_AndEveryBlockMatters(UnetOptions options)
    {
        random.manual_seed(5);
        using var scope = NewDisposeScope();
        using var unet = new Unet(options with { Dropout = 0 });
        var x = rand(2, options.InChannels, 16, 24);
        var weight = rand(2, options.OutChannels, 16, 24);

        using var trace = unet.Trace(x);
        (trace.Head * weight).sum().backward(); // before a clamp, which stops gradients

        foreach (var (name, parameter) in unet.named_parameters())
        {
            Assert.True(
                parameter.grad is { } gradient && gradient.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var changed = Disturb(parameter);
            using var other = unet.Trace(x);
            Assert.True((other.Head - trace.Head).abs().max().item<float>() > 1e-6, $"{name} changes nothing");
        }
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void StateDict_SurvivesAFile(UnetOptions options)
    {
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.safetensors");
        using var unet = new Unet(options);
        using var copy = new Unet(OptionsJson.Deserialize<UnetOptions>(OptionsJson.Serialize(options)));
        unet.eval();
        copy.eval();
        var x = rand(1, options.InChannels, 16, 16);
        try
        {
            Weights.Save(unet, path);
            Weights.Load(copy, path);
        }
        finally
        {
            File.Delete(path);
        }

        Assert.Equal(options, copy.Options);
        Assert.True(unet.call(x).equal(copy.call(x)).all().item<bool>());
    }

    [Theory]
    [InlineData(Downsampling.Stride, Upsampling.Nearest)]
    [InlineData(Downsampling.Stride, Upsampling.Transpose)]
    [InlineData(Downsampling.AvgPool, Upsampling.Nearest)]
    [InlineData(Downsampling.MaxPool, Upsampling.Nearest)]
    public void CircularPadding_CommutesWithShiftsOfACoarseCell(Downsampling down, Upsampling up)
    {
        random.manual_seed(7);
        using var scope = NewDisposeScope();
        using var unet = new Unet(Tiny with
        {
            PaddingMode = PaddingModes.Circular,
            Downsample = down,
            Upsample = up,
            OutputActivation = OutputActivation.None,
        }).to(ScalarType.Float64);
        var x = randn([1, 6, 16, 24], ScalarType.Float64);
        long[] shift = [4, 12];

        var difference = unet.call(x.roll(shift, [2, 3])) - unet.call(x).roll(shift, [2, 3]);

        Assert.True(difference.abs().max().item<double>() < 1e-12); // rounding of float64
    }

    [Theory]
    [InlineData(Downsampling.AvgPool, 33, 47, 32, 44)]
    [InlineData(Downsampling.MaxPool, 33, 47, 32, 44)]
    [InlineData(Downsampling.Stride, 33, 47, 33, 47)]
    [InlineData(Downsampling.Stride, 64, 24, 64, 24)]
    public void OddGrids_AreCroppedAtTheCentre(
        Downsampling down, long height, long width, long outHeight, long outWidth)
    {
        using var scope = NewDisposeScope();
        using var unet = new Unet(Tiny with { Downsample = down });

        Assert.Equal([2, 3, outHeight, outWidth], unet.call(rand(2, 6, height, width)).shape);
    }

    [Fact]
    public void Pooled_OddGrid_DropsItsLastCells()
    {
        using var scope = NewDisposeScope();
        var layout = Tiny with { Depth = 1, Norm = Normalization.None, UseResidual = false, BottleneckBlocks = 0 };
        using var unet = new Unet(
            layout with { Downsample = Downsampling.AvgPool, OutputActivation = OutputActivation.None });
        var x = rand(1, 6, 17, 17);

        var difference = (unet.call(x) - unet.call(x[.., .., 0..16, 0..16])).abs();

        // What is read of the last cells reaches 8 cells back, through the coarse level.
        Assert.Equal(0f, difference[.., .., 0..8, 0..8].max().item<float>(), 1e-6f);
        Assert.True(difference[.., .., 15, 15].max().item<float>() > 1e-4f);
    }

    [Fact]
    public void FrozenStatistics_StayWhileTraining()
    {
        using var scope = NewDisposeScope();
        using var unet = new Unet(UnetOptions.Small with { BaseChannels = 4 });
        unet.FreezesStatistics = true;
        unet.train();
        var before = unet.get_buffer("downs.0.block.n1.running_mean")!.clone();

        unet.call(rand(2, 6, 16, 16));
        Assert.True(unet.training);
        Assert.True(before.equal(unet.get_buffer("downs.0.block.n1.running_mean")!).all().item<bool>());

        unet.FreezesStatistics = false;
        unet.train();
        unet.call(rand(2, 6, 16, 16));
        Assert.False(before.equal(unet.get_buffer("downs.0.block.n1.running_mean")!).all().item<bool>());
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensors()
    {
        using var unet = new Unet(Tiny);
        using var x = rand(1, 6, 16, 16);
        Leaks.RequireNone(unet, x);
    }

    [Fact]
    public void OptionsFile_TakesTheReferencesNames()
    {
        var options = OptionsFile.Parse<UnetOptions>(
            """
            base_channels: 32
            depth: 3
            norm: instance
            act: gelu
            dropout: 0.1
            upsample: bilinear
            downsample: stride
            padding_mode: replicate
            use_residual: true
            output_activation: linear_clamp
            """,
            "medium.yaml");

        Assert.Equal(UnetOptions.Medium, options);
    }

    [Fact]
    public void Forward_RefusesOtherInputs()
    {
        using var scope = NewDisposeScope();
        using var unet = new Unet(Tiny);
        using var reflecting = new Unet(Tiny with { PaddingMode = PaddingModes.Reflect });
        using var instance = new Unet(Tiny with { Norm = Normalization.Instance });

        RequireRefusal(
            () => unet.call(rand(2, 5, 16, 16)),
            "Expected shape [B, C_in=6, H, W], got [2, 5, 16, 16]. (Parameter 'x')");
        RequireRefusal(
            () => unet.call(rand([2, 6, 16, 16], ScalarType.Float64)),
            "Expected dtype Float32 as the weights have, got Float64. (Parameter 'x')");
        RequireRefusal(
            () => unet.call(rand(1, 6, 16, 3)),
            "Expected a grid of at least 4x4 cells for depth 2, got 16x3. (Parameter 'x')");
        RequireRefusal(
            () => reflecting.call(rand(1, 6, 7, 16)),
            "Expected a grid of at least 8x8 cells for depth 2, got 7x16. (Parameter 'x')");
        RequireRefusal(
            () => instance.call(rand(1, 6, 4, 4)),
            "Expected a grid of at least 4x8 cells for depth 2, got 4x4. (Parameter 'x')");
        Assert.Equal([1, 3, 4, 8], instance.call(rand(1, 6, 4, 8)).shape);
    }

    [Fact]
    public void Options_RefuseBadValues()
    {
        RequireRange(
            () => new UnetOptions { Depth = 0 },
            "Depth ('0') must be greater than or equal to '1'. (Parameter 'Depth')\nActual value was 0.");
        RequireRange(
            () => new UnetOptions { Dropout = 1 },
            "Dropout ('1') must be less than '1'. (Parameter 'Dropout')\nActual value was 1.");
        RequireRange(
            () => new UnetOptions { BottleneckBlocks = -1 },
            "BottleneckBlocks ('-1') must be a non-negative value. (Parameter 'BottleneckBlocks')\n"
            + "Actual value was -1.");
        RequireRange(
            () => new UnetOptions { PaddingMode = PaddingModes.Constant },
            "Expected Zeros, Reflect, Replicate or Circular. (Parameter 'PaddingMode')\nActual value was Constant.");
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static void RequireRange(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentOutOfRangeException>(action).Message);

    private static string[] StoredNames(string folder) =>
    [
        .. SafetensorsFile.ReadNames(Fixtures.PathOf("golden", folder, "weights.safetensors"))
            .Order(StringComparer.Ordinal),
    ];

    private static Restored Disturb(Tensor parameter) => new(parameter);

    private sealed class Restored : IDisposable
    {
        private readonly Tensor parameter;
        private readonly Tensor before;

        public Restored(Tensor parameter)
        {
            this.parameter = parameter;
            before = parameter.detach().clone();
            using var quiet = no_grad();
            parameter.add_(randn(parameter.shape));
        }

        public void Dispose()
        {
            using var quiet = no_grad();
            parameter.copy_(before);
            before.Dispose();
        }
    }
}
