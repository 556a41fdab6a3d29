using Microsoft.ML.OnnxRuntime;
using NeuralOps.Core;
using NeuralOps.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Onnx.Tests;

public sealed class UnetExportTests : IDisposable
{
    private static readonly Normalization[] Norms = Enum.GetValues<Normalization>();
    private static readonly Activation[] Activations = Enum.GetValues<Activation>();
    private static readonly Upsampling[] Upsamplings = Enum.GetValues<Upsampling>();
    private static readonly Downsampling[] Downsamplings = Enum.GetValues<Downsampling>();
    private static readonly OutputActivation[] Outputs = Enum.GetValues<OutputActivation>();

    private static readonly PaddingModes[] Paddings =
        [PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular];

    private readonly TemporaryFolder folder = new();

    public static TheoryData<UnetOptions> Cases
    {
        get
        {
            var rows = Pairwise.Cover(
                Norms.Length,
                Activations.Length,
                Upsamplings.Length,
                Downsamplings.Length,
                Paddings.Length,
                2,
                3,
                3,
                2,
                2,
                Outputs.Length);
            return [.. rows.Select(row => new UnetOptions
            {
                InChannels = 5,
                OutChannels = 4,
                BaseChannels = 6,
                Norm = Norms[row[0]],
                Activation = Activations[row[1]],
                Upsample = Upsamplings[row[2]],
                Downsample = Downsamplings[row[3]],
                PaddingMode = Paddings[row[4]],
                UseResidual = row[5] == 1,
                BottleneckBlocks = row[6],
                Depth = row[7] + 1,
                Dropout = row[8] * 0.1,
                GroupNormGroups = row[9] == 0 ? 8 : 3,
                OutputActivation = Outputs[row[10]],
            })];
        }
    }

    public static TheoryData<string> Presets => [nameof(UnetOptions.Small), nameof(UnetOptions.SmallMedium),
        nameof(UnetOptions.Medium), nameof(UnetOptions.Large)];

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Presets))]
    public void Preset_AgreesWithNative(string name)
    {
        var options = (UnetOptions)typeof(UnetOptions).GetProperty(name)!.GetValue(null)!;

        // On smaller grids the instance norms of the coarsest level see a few cells, which doubles the float32 noise.
        RequireAgreement(options, ["batch", 6, "height", "width"], [1, 6, 64, 48]);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryPairOfOptions_OnFreeGrids_AgreesWithNative(UnetOptions options) =>
        RequireAgreement(options, ["batch", 5, "height", "width"], [2, 5, 24, 32], [1, 5, 21, 27], [1, 5, 19, 16]);

    [Theory]
    [MemberData(nameof(Cases))]
    public void EveryPairOfOptions_OnAFixedGrid_NeedsNoCropping(UnetOptions options)
    {
        var summary = RequireAgreement(options, [1, 5, 24, 16], [1, 5, 24, 16]);

        bool regroups = options.Norm is Normalization.Group or Normalization.Layer;
        Assert.DoesNotContain("Shape", summary.Operators.Where(_ => !regroups));
    }

    [Theory]
    [InlineData(Downsampling.Stride)]
    [InlineData(Downsampling.AvgPool)]
    public void OddFixedGrid_AgreesWithNative(Downsampling downsample) =>
        RequireAgreement(
            UnetOptions.Small with { Downsample = downsample }, [1, 6, 21, 27], [1, 6, 21, 27]);

    private OnnxModelSummary RequireAgreement(UnetOptions options, GraphDim[] dims, params long[][] shapes)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var path = folder.PathOf("unet.onnx");
        using var unet = Randomized(options);
        GraphDim[] outputDims = ["batch", options.OutChannels, "rows", "columns"];
        OnnxExporter.Export(unet, path, new OnnxExportOptions
        {
            InputDims = dims,
            InputChannels = [.. Enumerable.Range(0, options.InChannels).Select(c => $"in {c}")],
            OutputChannels = [.. Enumerable.Range(0, options.OutChannels).Select(c => $"out {c}")],
            OutputDims = outputDims,
        });
        using var session = new InferenceSession(path);
        foreach (var shape in shapes)
        {
            var x = randn(shape, generator: new Generator(3));
            var y = unet.call(x);
            Assert.True(y.std().item<float>() > 0.01f, "an output without variation proves nothing");
            Agreement.Require(y, session, x);
        }

        var summary = OnnxModelFile.ReadSummary(path);
        Assert.All(summary.Operators, op => Assert.True(OnnxOperatorSet.Contains(op), op));
        Assert.Equal([""], summary.Opsets.Keys);
        return summary;
    }

    /// <summary>A network none of whose norms is the identity.</summary>
    private static Unet Randomized(UnetOptions options)
    {
        random.manual_seed(11);
        var unet = new Unet(options);
        foreach (var parameter in unet.parameters().Where(p => p.dim() == 1))
        {
            parameter.add_(0.2 * randn(parameter.shape));
        }

        foreach (var (name, buffer) in unet.named_buffers().Where(b => b.buffer.is_floating_point()))
        {
            buffer.copy_(name.EndsWith("running_var", StringComparison.Ordinal)
                ? rand(buffer.shape) + 0.5
                : 0.2 * randn(buffer.shape));
        }

        unet.eval();
        return unet;
    }
}
