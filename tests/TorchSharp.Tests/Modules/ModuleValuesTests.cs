using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;
using Approximate = TorchSharp.Modules.GELU.Approximate;

namespace NeuralOps.Tests;

/// <summary>Layers against PyTorch: weights drawn from a seed, outputs, gradients, running statistics.</summary>
public sealed class ModuleValuesTests
{
    // Same libtorch, same kernels: differences are the order of additions in reductions.
    private const double Tolerance = 1e-6;

    private static readonly Dictionary<string, JsonElement> Cases = Expected.Read("modules.json");

    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Layers = new()
    {
        ["Linear"] = () => Linear(5, 3),
        ["Conv1d"] = () => Conv1d(2, 3, 3, stride: 2, padding: 1),
        ["Conv2d"] = () => Conv2d(4, 6, 3, padding: 2, dilation: 2, groups: 2),
        ["Conv2d same"] = () => Conv2d(2, 3, (2, 3), Padding.Same),
        ["Conv2d reflect"] = () => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Reflect, bias: false),
        ["Conv2d replicate"] = () => Conv2d(2, 3, (3, 3), padding: (2, 1), padding_mode: PaddingModes.Replicate),
        ["Conv2d circular"] = () => Conv2d(2, 3, 3, padding: 1, padding_mode: PaddingModes.Circular),
        ["Conv2d circular same"] = () => Conv2d(2, 3, 4, Padding.Same, padding_mode: PaddingModes.Circular),
        ["Conv3d"] = () => Conv3d(2, 2, (1, 2, 3), stride: (1, 1, 2)),
        ["ConvTranspose1d"] = () => ConvTranspose1d(2, 3, 4, stride: 2, padding: 1),
        ["ConvTranspose2d"] = () => ConvTranspose2d(4, 6, 3, stride: 2, padding: 1, output_padding: 1, groups: 2),
        ["ConvTranspose3d"] = () => ConvTranspose3d(2, 1, 2, stride: 2),
        ["BatchNorm1d"] = () => BatchNorm1d(3),
        ["BatchNorm2d"] = () => BatchNorm2d(3, momentum: 0.2),
        ["BatchNorm3d"] = () => BatchNorm3d(2, affine: false),
        ["InstanceNorm1d"] = () => InstanceNorm1d(3),
        ["InstanceNorm2d"] = () => InstanceNorm2d(3, affine: true, track_running_stats: true),
        ["InstanceNorm2d unbatched"] = () => InstanceNorm2d(3),
        ["GroupNorm"] = () => GroupNorm(2, 4),
        ["LayerNorm"] = () => LayerNorm([3, 4]),
        ["Dropout"] = () => Dropout(0.4),
        ["Dropout2d"] = () => Dropout2d(0.4),
        ["ReLU"] = () => ReLU(),
        ["LeakyReLU"] = () => LeakyReLU(0.2),
        ["ELU"] = () => ELU(0.7),
        ["GELU"] = () => GELU(),
        ["GELU tanh"] = () => GELU(Approximate.tanh),
        ["SiLU"] = () => SiLU(),
        ["Mish"] = () => Mish(),
        ["Sigmoid"] = () => Sigmoid(),
        ["Tanh"] = () => Tanh(),
        ["Hardtanh"] = () => Hardtanh(-0.3, 0.4),
        ["Softplus"] = () => Softplus(2, 1),
        ["Softmax"] = () => Softmax(1),
        ["LogSoftmax"] = () => LogSoftmax(1),
        ["GLU"] = () => GLU(1),
        ["AvgPool1d"] = () => AvgPool1d(3, 2, 1),
        ["AvgPool2d"] = () => AvgPool2d(2),
        ["AvgPool3d"] = () => AvgPool3d((1, 2, 2)),
        ["MaxPool1d"] = () => MaxPool1d(2),
        ["MaxPool2d"] = () => MaxPool2d(3, stride: 2, padding: 1),
        ["MaxPool3d"] = () => MaxPool3d(2),
        ["AdaptiveAvgPool2d"] = () => AdaptiveAvgPool2d((2, 3)),
        ["ReflectionPad2d"] = () => ReflectionPad2d((1, 2, 0, 1)),
        ["ReplicationPad2d"] = () => ReplicationPad2d(2),
        ["ZeroPad2d"] = () => ZeroPad2d(1),
        ["ConstantPad2d"] = () => ConstantPad2d((1, 0, 2, 0), 0.5),
        ["Upsample"] = () => Upsample(scale_factor: [2]),
        ["Upsample bilinear"] = () => Upsample(scale_factor: [2], mode: UpsampleMode.Bilinear, align_corners: true),
        ["PixelShuffle"] = () => PixelShuffle(2),
        ["Flatten"] = () => Flatten(1),
        ["Sequential"] = () => Sequential(Linear(5, 4), GELU(), Linear(4, 2)),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Layer_FromSeed_MatchesPyTorch(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement expected = Cases[name];
        manual_seed(1);
        using Module<Tensor, Tensor> layer = Layers[name]();
        Dictionary<string, Tensor> state = layer.state_dict();
        Assert.Equal(
            expected.GetProperty("state").EnumerateObject().Select(entry => entry.Name).Order(), state.Keys.Order());
        foreach (JsonProperty entry in expected.GetProperty("state").EnumerateObject())
        {
            Expected.Match(entry.Value, state[entry.Name], 0, entry.Name);
        }

        Tensor x = Expected.Pattern(Expected.Longs(expected.GetProperty("input"))).requires_grad_();
        Tensor y = layer.call(x);
        Expected.Match(expected.GetProperty("output"), y, Tolerance, "output");
        Expected.Backward(y);
        Expected.Match(expected.GetProperty("input_gradient"), x.grad, Tolerance, "input gradient");
        foreach (JsonProperty entry in expected.GetProperty("gradients").EnumerateObject())
        {
            Expected.Match(entry.Value, layer.get_parameter(entry.Name)!.grad, Tolerance, entry.Name + " gradient");
        }
        foreach (JsonProperty entry in expected.GetProperty("state_after").EnumerateObject())
        {
            Expected.Match(entry.Value, layer.get_buffer(entry.Name), Tolerance, entry.Name + " after");
        }
    }

    [Fact]
    public void BatchNorm_InEvaluation_UsesRunningStatistics()
    {
        using DisposeScope scope = NewDisposeScope();
        using var norm = BatchNorm2d(2);
        norm.running_mean = tensor(new[] { 1f, -1f });
        norm.running_var = tensor(new[] { 4f, 0.25f });
        norm.eval();
        Tensor y = norm.call(ones([1, 2, 1, 1]));
        Assert.Equal([0f, 4f], y.data<float>().ToArray().Select(value => MathF.Round(value, 3)));
        Assert.Equal(0, norm.num_batches_tracked!.ToInt64());
    }

    [Fact]
    public void BatchNorm_WithoutMomentum_AveragesBatches()
    {
        using DisposeScope scope = NewDisposeScope();
        using var norm = BatchNorm1d(1);
        norm.momentum = null;
        foreach (float mean in new[] { 1f, 2f, 6f })
        {
            norm.call(tensor(new[] { mean - 1, mean + 1 }).reshape(2, 1));
        }
        Assert.Equal(3, norm.running_mean!.ToSingle(), 5);
    }
}
