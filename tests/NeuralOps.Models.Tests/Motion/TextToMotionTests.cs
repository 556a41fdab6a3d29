using NeuralOps.Core;
using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class TextToMotionTests
{
    private static readonly TextToMotionOptions Tiny = new()
    {
        VocabSize = 11,
        TextWidth = 8,
        MaxTextLength = 6,
        FeedForward = 12,
        Mamba = new() { Width = 6, StateSize = 3 },
        Layers = 2,
        MotionDim = 5,
        MaxMotionLength = 9,
    };

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Model_IsTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.2d-text-to-motion");
        using var model = new TextToMotionSsm(OptionsJson.Deserialize<TextToMotionOptions>(
            """
            {"vocab_size":40,"text_embed_dim":16,"max_text_length":12,"n_layers":2,"motion_dim":17,
             "max_motion_length":30,"mamba":{"d_model":24,"d_state":6,"shares_a":true}}
            """));
        Weights.Load(model, golden.Weights);
        model.to(dtype);
        model.eval();
        var tokens = golden.Read("in:tokens");

        using var output = model.forward(tokens, 21);
        using var text = model.Encode(tokens);
        using var longest = model.call(tokens);
        var loss = (output.Motion * golden.Read("gout:motion").to(dtype)).sum()
            + (output.Length * golden.Read("gout:length").to(dtype)).sum();
        loss.backward();

        golden.RequireOutput("out:motion", output.Motion);
        golden.RequireOutput("out:length", output.Length);
        golden.RequireOutput("out:text_embedding", text.Embedding);
        golden.RequireOutput("out:motion_full_length", longest.Motion);
        var parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        string[] names = [.. golden.Configuration.GetProperty("grad_params").EnumerateArray()
            .Select(name => name.GetString()!)];
        Assert.Equal(6, names.Length);
        Assert.All(names, name => golden.RequireGradient($"grad:{name}", parameters[name].grad!));
        Assert.Equal(0, parameters["text_encoder.word_embed.weight"].grad![0].abs().max().to(ScalarType.Float64)
            .item<double>());
    }

    [Fact]
    public void StreamedFrames_AreTheMotion()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Open(Tiny);
        var tokens = tensor(new long[,] { { 2, 7, 3, 0 }, { 2, 3, 0, 0 } });
        using var text = model.Encode(tokens);
        using var whole = model.call(tokens);
        using var state = model.Start(2);
        var condition = text.Condition.unsqueeze(1);

        var first = model.Continue(condition.expand(2, 4, 6), state);
        var rest = Enumerable.Range(4, 5).Select(_ => model.Continue(condition, state)).ToArray();

        Assert.Equal([2L, 9, 5], whole.Motion.shape);
        Assert.True((whole.Motion - cat([first, .. rest], 1)).abs().max().item<float>() < 1e-5f);
        Assert.True(whole.Length.eq(text.Length).all().item<bool>());
        Assert.Equal(
            "Expected at most 9 frames of motion, got 10. (Parameter 'conditions')",
            Assert.Throws<ArgumentException>(() => model.Continue(condition, state)).Message);
        Assert.Equal(9f, state.Tensors[0].max().item<float>());
    }

    [Fact]
    public void MaskedPadding_LeavesTheTextAsItIs()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var compatible = Open(Tiny);
        using var masked = Open(Tiny with { MasksPadding = true });
        var text = tensor(new long[,] { { 2, 7, 3 }, { 2, 5, 3 } });
        var padded = cat([text, zeros(2, 3, ScalarType.Int64)], 1);

        Tensor Encoded(TextToMotionSsm model, Tensor tokens) => model.Encode(tokens).Embedding;

        Assert.True((Encoded(masked, text) - Encoded(masked, padded)).abs().max().item<float>() < 1e-6f);
        Assert.True((Encoded(masked, text) - Encoded(compatible, text)).abs().max().item<float>() < 1e-6f);
        Assert.True((Encoded(compatible, text) - Encoded(compatible, padded)).abs().max().item<float>() > 1e-2f);
        Assert.True(Encoded(masked, zeros(1, 6, ScalarType.Int64)).isfinite().all().item<bool>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Backward_ReachesEveryParameter_AndEveryOneMatters(bool masksPadding)
    {
        using var scope = NewDisposeScope();
        using var model = Open(Tiny with { MasksPadding = masksPadding });
        var tokens = tensor(new long[,] { { 2, 7, 4, 3, 0, 0 }, { 2, 1, 5, 6, 8, 3 } });
        using var output = model.call(tokens);
        (output.Motion.square().sum() + output.Length.sum()).backward();

        foreach (var (name, parameter) in model.named_parameters())
        {
            Assert.True(parameter.grad!.abs().max().item<float>() > 0, $"{name} has no gradient");
            using var quiet = no_grad();
            using var before = parameter.detach().clone();
            parameter.add_(randn(parameter.shape));
            using var other = model.call(tokens);
            var change = (other.Motion - output.Motion).abs().max() + (other.Length - output.Length).abs().max();
            Assert.True(change.item<float>() > 1e-6f, $"{name} changes nothing");
            parameter.copy_(before);
        }
    }

    [Fact]
    public void Dropout_ActsInTrainingAlone()
    {
        using var scope = NewDisposeScope();
        using var quiet = no_grad();
        using var model = Open(Tiny);
        var tokens = tensor(new long[,] { { 2, 7, 3 } });
        Tensor Encoded() => model.Encode(tokens).Embedding;

        Assert.True(Encoded().equal(Encoded()).all().item<bool>());
        model.train();
        Assert.True((Encoded() - Encoded()).abs().max().item<float>() > 1e-3f);
    }

    [Fact]
    public void ForwardAndBackward_LeaveNoTensors()
    {
        using var model = Open(Tiny with { MasksPadding = true });
        using var tokens = tensor(new long[,] { { 2, 7, 3 } });
        Leaks.RequireNone(() =>
        {
            using var output = model.call(tokens);
            using var loss = output.Motion.sum();
            loss.backward();
            model.zero_grad();
        });
    }

    [Fact]
    public void WrongTextsAndLengths_AreRefused()
    {
        using var scope = NewDisposeScope();
        using var model = Open(Tiny);

        static void Require(string message, Func<object> run) =>
            Assert.Equal(message, Assert.ThrowsAny<ArgumentException>(run).Message);

        Require(
            "Expected tokens in [0, 11), got 11. (Parameter 'tokens')",
            () => model.call(tensor(new long[,] { { 2, 11 } })));
        Require(
            "Expected tokens in [0, 11), got -1. (Parameter 'tokens')",
            () => model.call(tensor(new long[,] { { 2, -1 } })));
        Require(
            "Expected at most 6 tokens, got 7. (Parameter 'tokens')", () => model.call(zeros(1, 7, ScalarType.Int64)));
        Require(
            "Expected at least one token, got shape [1, 0]. (Parameter 'tokens')",
            () => model.call(zeros(1, 0, ScalarType.Int64)));
        Require("Expected tokens of dtype Int64, got Float32. (Parameter 'tokens')", () => model.call(zeros(1, 3)));
        Require(
            "Expected shape [B, S], got [3]. (Parameter 'tokens')", () => model.call(zeros(3, ScalarType.Int64)));
        Require(
            "frames ('10') must be less than or equal to '9'. (Parameter 'frames')\nActual value was 10.",
            () => model.forward(zeros(1, 3, ScalarType.Int64), 10));
        Require(
            "Expected a width that is a multiple of the 4 heads, got 10. (Parameter 'options')",
            () => new TextToMotionSsm(Tiny with { TextWidth = 10 }));
    }

    private static TextToMotionSsm Open(TextToMotionOptions options)
    {
        random.manual_seed(4);
        var model = new TextToMotionSsm(options);
        using var quiet = no_grad();
        foreach (var parameter in model.parameters())
        {
            using var noise = randn(parameter.shape);
            parameter.add_(noise, alpha: 0.3);
        }

        model.eval();
        return model;
    }
}
