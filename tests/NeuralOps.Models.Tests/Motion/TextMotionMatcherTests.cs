using NeuralOps.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Models.Tests;

public class TextMotionMatcherTests
{
    private static readonly TextMotionMatcherOptions Options = new()
    {
        VocabSize = 12,
        MotionDim = 6,
        Width = 16,
        EmbeddingDim = 5,
    };

    [Fact]
    public void PaddingOfTextsAndMotions_ChangesNothing_AndPointsAreOfUnitLength()
    {
        random.manual_seed(1);
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        model.to(ScalarType.Float64);
        var motion = randn([2, 9, 6], ScalarType.Float64);
        var (mask, none) = (ones([2, 9], ScalarType.Float64), zeros([2, 7], ScalarType.Float64));
        var tokens = tensor(new[] { 2L, 5, 7, 3, 2, 4, 4, 3 }, [2, 4]);
        var (point, text) = (model.Motion(motion, mask), model.Text(tokens));

        var padded = model.Motion(cat([motion, randn([2, 7, 6], ScalarType.Float64)], 1), cat([mask, none], 1));
        var paddedText = model.Text(cat([tokens, zeros([2, 5], ScalarType.Int64)], 1));

        Assert.True((point - padded).abs().max().item<double>() < 1e-14);
        Assert.True((text - paddedText).abs().max().item<double>() < 1e-14);
        Assert.True((cat([point, text], 0).square().sum(1) - 1).abs().max().item<double>() < 1e-14);
    }

    [Fact]
    public void OrderOfWordsAndFrames_Counts()
    {
        random.manual_seed(2);
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        var text = model.Text(tensor(new[] { 2L, 5, 6, 7, 8, 3, 2, 8, 7, 6, 5, 3 }, [2, 6]));
        var motion = randn(1, 12, 6);
        var both = model.Motion(cat([motion, motion.flip(1)], 0), ones(2, 12));

        Assert.True((text[0] - text[1]).abs().max().item<float>() > 1e-3);
        Assert.True((both[0] - both[1]).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Training_LearnsWhichTextTellsOfWhichMotion()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        using var optimizer = optim.AdamW(model.parameters(), 5e-3);
        // Token 4 + k tells that channel k % 4 swings k / 4 + 1 times.
        var kinds = arange(8, ScalarType.Int64);
        var tokens = stack([full_like(kinds, 2), kinds + 4, full_like(kinds, 3)], 1);
        var mask = ones(8, 24);
        double before = Precision();
        for (int i = 0; i < 60; i++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            ContrastiveLoss.Of(model.Motion(Motions(), mask), model.Text(tokens)).backward();
            optimizer.step();
        }

        Assert.True(before < 0.5);
        Assert.Equal(1, Precision());

        double Precision()
        {
            using var quiet = no_grad();
            return RetrievalPrecision.Of(model.Motion(Motions(), mask), model.Text(tokens), groupSize: 8).Top1;
        }
    }

    [Fact]
    public void EveryParameter_GetsAGradient()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        var tokens = tensor(new[] { 4L, 5, 6, 7, 8, 9 }, [2, 3]);
        ContrastiveLoss.Of(model.Motion(randn(2, 8, 6), ones(2, 8)), model.Text(tokens)).backward();

        Assert.All(
            model.named_parameters(),
            entry => Assert.True(entry.parameter.grad!.abs().max().item<float>() > 0, entry.name));
    }

    [Fact]
    public void Weights_KeepTheirNamesAndValues()
    {
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        using var other = new TextMotionMatcher(Options);
        other.load_state_dict(model.state_dict());
        var tokens = tensor(new[] { 4L, 5, 6 }, [1, 3]);

        Assert.Equal(model.Text(tokens), other.Text(tokens));
        Assert.Contains("motion.conv3.weight", model.state_dict().Keys);
        Assert.Contains("words.weight", model.state_dict().Keys);
    }

    [Fact]
    public void Encoding_LeavesNoTensors()
    {
        using var model = new TextMotionMatcher(Options);
        using var motion = randn(2, 8, 6);
        using var mask = ones(2, 8);
        using var tokens = tensor(new[] { 4L, 5, 6, 7, 8, 9 }, [2, 3]);
        Leaks.RequireNone(() =>
        {
            using var point = model.Motion(motion, mask);
            using var text = model.Text(tokens);
            using var loss = ContrastiveLoss.Of(point, text);
            loss.backward();
            model.zero_grad();
        });
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        using var model = new TextMotionMatcher(Options);
        RequireRefusal(
            () => model.Motion(randn(2, 8, 7), ones(2, 8)),
            "Expected shape [B, L, M=6], got [2, 8, 7]. (Parameter 'features')");
        RequireRefusal(
            () => model.Motion(randn(2, 8, 6), ones(2, 9)),
            "Expected shape [B=2, L=8], got [2, 9]. (Parameter 'mask')");
        RequireRefusal(
            () => model.Text(tensor(new[] { 3L, 12 }, [1, 2])),
            "Expected tokens in [0, 12), got 12. (Parameter 'tokens')");
        RequireRefusal(
            () => model.Text(ones(1, 2)), "Expected tokens of dtype Int64, got Float32. (Parameter 'tokens')");
        RequireRefusal(
            () => model.Text(zeros([3, 0], ScalarType.Int64)),
            "Expected at least one token, got shape [3, 0]. (Parameter 'tokens')");
    }

    private static Tensor Motions()
    {
        var phase = 2 * Math.PI * rand(8, 1);
        var kinds = arange(8, ScalarType.Int64);
        var turns = (kinds.ge(4).to(ScalarType.Int64) + 1).unsqueeze(1) * arange(24) * (2 * Math.PI / 24);
        var channel = kinds.remainder(4).unsqueeze(1).eq(arange(6, ScalarType.Int64)).to(ScalarType.Float32); // [8, 6]
        return (turns + phase).sin().unsqueeze(2) * channel.unsqueeze(1); // [8, 24, 6]
    }

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);
}
