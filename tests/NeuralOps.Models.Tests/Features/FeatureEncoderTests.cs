using NeuralOps.Core;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NeuralOps.Models.Tests;

public class FeatureEncoderTests
{
    [Fact]
    public void Mlp_IsItsLayersInTurn()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(1);
        using var encoder = new MlpEncoder(20);
        encoder.call(randn(16, 20)); // running statistics other than at the start
        encoder.eval();
        var x = randn(3, 20);
        var weights = encoder.state_dict();
        Tensor Linear(string name, Tensor input) =>
            functional.linear(input, weights[$"{name}.weight"], weights[$"{name}.bias"]);

        var y = Normalised(weights, "network.1", Linear("network.0", x)).relu();
        y = Normalised(weights, "network.5", Linear("network.4", y)).relu();
        y = Normalised(weights, "network.9", Linear("network.8", y));

        Assert.True(encoder.call(x).allclose(y, 1e-5, 1e-5));
        Assert.Equal(
            (20 * 512) + 512 + 1024 + (512 * 256) + 256 + 512 + (256 * 128) + 128 + 256, Count(encoder));
    }

    [Fact]
    public void TemporalCnn_IsItsLayersInTurn()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(2);
        using var encoder = new TemporalCnn(63);
        encoder.call(randn(4, 64, 63));
        encoder.eval();
        var weights = encoder.state_dict();
        Tensor Conv(string name, Tensor input, long stride) => functional.conv1d(
            input, weights[$"{name}.weight"], stride: stride, padding: weights[$"{name}.weight"].size(2) / 2);
        var x = randn(2, 64, 63);

        var y = Normalised(weights, "stem.1", Conv("stem.0", x.transpose(1, 2), 2)).relu();
        y = functional.max_pool1d(y, 3, 2, 1);
        for (int i = 0; i < 3; i++)
        {
            var inner = Normalised(weights, $"blocks.{i}.bn1", Conv($"blocks.{i}.conv1", y, 2)).relu();
            inner = Normalised(weights, $"blocks.{i}.bn2", Conv($"blocks.{i}.conv2", inner, 1));
            var direct = Conv($"blocks.{i}.downsample.0", y, 2);
            y = (inner + Normalised(weights, $"blocks.{i}.downsample.1", direct)).relu();
        }

        y = functional.linear(y.mean([2]), weights["head.weight"], weights["head.bias"]);
        Assert.True(encoder.call(x).allclose(Normalised(weights, "norm", y), 1e-5, 1e-5));
    }

    [Fact]
    public void Encoders_UseEveryParameter_AndKeepTheirState()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(3);
        Check(() => new MlpEncoder(9, 0), randn(8, 9), 128);
        Check(() => new TemporalCnn(9), randn(8, 40, 9), 128);
        Check(() => new InitialCnn(2), randn(8, 2, 40, 48), 28);
    }

    [Fact]
    public void ShortInputs_AreEncoded()
    {
        using var scope = NewDisposeScope();
        using var temporal = new TemporalCnn(5);
        using var initial = new InitialCnn(1);

        Assert.Equal([3, 128], temporal.call(randn(3, 1, 5)).shape);
        Assert.Equal([3, 28], initial.call(randn(3, 1, 8, 8)).shape);
        Assert.True(temporal.call(randn(3, 1, 5)).isfinite().all().item<bool>());
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        using var mlp = new MlpEncoder(20);
        using var temporal = new TemporalCnn(63);
        using var initial = new InitialCnn(3);

        Refused("Expected shape [B, D=20], got [2, 21]. (Parameter 'input')", () => mlp.call(rand(2, 21)));
        Refused("Expected shape [B, T, D=63], got [2, 63]. (Parameter 'input')", () => temporal.call(rand(2, 63)));
        Refused(
            "Expected shape [B, C=3, H, W], got [2, 1, 8, 8]. (Parameter 'input')",
            () => initial.call(rand(2, 1, 8, 8)));
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => new MlpEncoder(0)).ParamName);
        Assert.Equal("width", Assert.Throws<ArgumentOutOfRangeException>(() => new TemporalCnn(0)).ParamName);
        Assert.Equal("channels", Assert.Throws<ArgumentOutOfRangeException>(() => new InitialCnn(0)).ParamName);
    }

    private static void Check(Func<Module<Tensor, Tensor>> create, Tensor x, long width)
    {
        using var encoder = create();
        using var other = create();
        var y = encoder.call(x);
        Assert.Equal([x.size(0), width], y.shape);
        (y * randn_like(y)).sum().backward();
        foreach (var (name, parameter) in encoder.named_parameters())
        {
            Assert.True(parameter.grad is { } gradient && gradient.abs().max().item<float>() > 0, name);
        }

        other.load_state_dict(encoder.state_dict());
        encoder.eval();
        other.eval();
        Assert.True(encoder.call(x).equal(other.call(x)).all().item<bool>());
    }

    private static Tensor Normalised(Dictionary<string, Tensor> weights, string name, Tensor x)
    {
        Tensor Part(string part) => x.ndim == 3 ? weights[$"{name}.{part}"].unsqueeze(1) : weights[$"{name}.{part}"];
        return ((x - Part("running_mean")) / (Part("running_var") + 1e-5).sqrt() * Part("weight")) + Part("bias");
    }

    private static long Count(Module module) => module.parameters().Sum(parameter => parameter.numel());

    private static void Refused(string message, Func<object> action) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => { action(); }).Message);
}
