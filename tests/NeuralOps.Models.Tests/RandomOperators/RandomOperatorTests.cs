using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public sealed class RandomOperatorTests
{
    private const string Golden = "G2.5-simple-cnn-operator";

    private static readonly RandomOperatorOptions Tiny = new() { NumLayers = 2, BaseChannels = 4 };

    public static TheoryData<RandomOperatorOptions> Layouts =>
    [
        Tiny,
        Tiny with { NumLayers = 4, KernelSize = 5, Normalization = Normalization.None },
        Tiny with { NumLayers = 1, InputChannels = 2, OutputChannels = 3, Activation = Activation.Silu },
    ];

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Evaluation_HasTheReferencesValuesAndGradients(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var network = Load(golden, new() { DropoutRate = 0.1 }, dtype);
        var x = golden.Read("in:x").to(dtype).requires_grad_();

        using var trace = network.Trace(x);
        (trace.Output * golden.Read("gout").to(dtype)).sum().backward();

        golden.RequireOutput("out:y", trace.Output);
        golden.RequireOutput("out:y", network.call(x));
        golden.RequireOutput("mid:early", trace.Early);
        golden.RequireOutput("mid:pre_output", trace.Features);
        golden.RequireGradient("grad:in:x", x.grad!);
        var parameters = network.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        Assert.Equal(14, parameters.Count);
        Assert.Equal(102_305, parameters.Values.Sum(parameter => parameter.numel()));
        foreach (var name in golden.Configuration.GetProperty("grad_params").EnumerateArray())
        {
            golden.RequireGradient($"grad:{name}", parameters[name.GetString()!].grad!);
        }
    }

    [Theory]
    [InlineData(UpdatePolicy.Autoregressive, "autoregressive")]
    [InlineData(UpdatePolicy.Residual, "residual")]
    [InlineData(UpdatePolicy.Convex, "convex")]
    public void Policy_GivesTheReferencesTrajectory(UpdatePolicy policy, string name)
    {
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open(Golden);
        using var network = Load(golden, new() { UpdatePolicy = policy }, ScalarType.Float64);
        List<Tensor> states = [golden.Read("in:x").to(ScalarType.Float64)];
        for (int t = 0; t < 4; t++)
        {
            states.Add(network.Step(states[t], t));
        }

        golden.RequireOutput($"out:trajectory_{name}", stack(states, 1));
    }

    [Fact]
    public void Weights_AreThoseOfTheirStreams_AndLeaveTheGeneratorAlone()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(11);
        var expected = rand(3);
        random.manual_seed(11);
        using var network = new RandomOperator(Tiny, new RandomStream(5, "operator"));
        Assert.Equal(expected, rand(3));

        float[] drawn = new float[4 * 9];
        new RandomStream(5, "operator").Split("conv_blocks.0.block.0.weight").FillUniform(drawn);
        float[] weight = network.state_dict()["conv_blocks.0.block.0.weight"].data<float>().ToArray();
        Assert.Equal(drawn.Select(u => (float)(((2.0 * u) - 1) * (1 / Math.Sqrt(9)))), weight);
        Assert.Equal(1, network.state_dict()["conv_blocks.1.block.1.weight"].mean().item<float>());
        Assert.False(network.training);
    }

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Backward_ReachesEveryParameter_AndEveryBlockMatters(RandomOperatorOptions options)
    {
        using var scope = NewDisposeScope();
        using var network = new RandomOperator(options, new RandomStream(1, "operator"));
        var x = Normal("x", 2, options.InputChannels, 8, 12);
        var weight = Normal("weight", 2, options.OutputChannels, 8, 12);
        var y = network.call(x);
        (y * weight).sum().backward();
        foreach (var (name, parameter) in network.named_parameters())
        {
            Assert.True(parameter.grad is { } g && g.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var quiet = no_grad();
            var kept = parameter.clone();
            parameter.mul_(1.5).add_(0.1);
            Assert.True((network.call(x) - y).abs().max().item<float>() > 1e-6, $"{name} changes nothing");
            parameter.copy_(kept);
        }
    }

    [Fact]
    public void Layout_FollowsTheLayers()
    {
        using var scope = NewDisposeScope();
        using var deep = new RandomOperator(Tiny with { NumLayers = 5 }, new RandomStream(1, "operator"));
        Assert.Contains("conv_blocks.5.blocks.1.block.0.weight", deep.state_dict().Keys);
        Assert.DoesNotContain("conv_blocks.1.projection.weight", deep.state_dict().Keys);
        Assert.Equal([8, 4, 1, 1], deep.state_dict()["conv_blocks.2.projection.weight"].shape);
        Assert.Equal([1, 16, 1, 1], deep.state_dict()["output_layer.conv.weight"].shape);
    }

    [Fact]
    public void Refusals_SayWhatWasFound()
    {
        using var scope = NewDisposeScope();
        var stream = new RandomStream(1, "operator");
        using var network = new RandomOperator(Tiny with { OutputChannels = 2 }, stream);
        Assert.Equal(
            "Expected shape [B, C_in=1, H, W], got [1, 2, 8, 8]. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => network.call(zeros(1, 2, 8, 8))).Message);
        Assert.Equal(
            "Expected as many output as input channels, got 2 and 1. (Parameter 'x')",
            Assert.Throws<ArgumentException>(() => network.Step(zeros(1, 1, 8, 8))).Message);
        Assert.Equal(
            "Expected a dropout noise scale of at most 1, got 1.5. (Parameter 'options')",
            Assert.Throws<ArgumentException>(() => new RandomOperator(
                Tiny with { NoiseType = NoiseKind.Dropout, NoiseScale = 1.5 }, stream)).Message);
        Assert.Equal(
            "Expected an odd kernel size. (Parameter 'KernelSize')\nActual value was 4.",
            Assert.Throws<ArgumentOutOfRangeException>(() => Tiny with { KernelSize = 4 }).Message
                .ReplaceLineEndings("\n"));
    }

    internal static Tensor Normal(string name, params long[] shape)
    {
        float[] values = new float[shape.Aggregate((a, b) => a * b)];
        new RandomStream(3, name).FillNormal(values);
        return tensor(values, shape);
    }

    private static RandomOperator Load(GoldenCase golden, RandomOperatorOptions options, ScalarType dtype)
    {
        var network = new RandomOperator(options, new RandomStream(1, "operator"));
        Weights.Load(network, golden.Weights);
        network.to(dtype);
        return network;
    }
}
