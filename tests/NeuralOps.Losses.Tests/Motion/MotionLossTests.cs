using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class MotionLossTests
{
    private const int Frames = 7;
    private static readonly MotionLayout Layout = MotionLayout.Kit;

    public static TheoryData<string> Losses =>
    [
        "reconstruction", "reconstruction of all", "length", "sliding", "sliding of channels", "penetration", "jerk",
        "jerk of all", "contrastive", "contrastive with equal captions", "motion", "reference",
    ];

    [Theory]
    [MemberData(nameof(Losses))]
    public void Gradient_AgreesWithFiniteDifferences(string name)
    {
        random.manual_seed(8);
        using var scope = NewDisposeScope();
        var x = randn([2, Frames, Layout.Width], ScalarType.Float64).requires_grad_();
        var target = randn([2, Frames, Layout.Width], ScalarType.Float64);
        var direction = randn_like(x);
        const double h = 1e-6;

        Loss(name, x, target).backward();
        double exact = (x.grad! * direction).sum().item<double>();
        double difference = (Value(h) - Value(-h)) / (2 * h);

        Assert.True(Math.Abs(exact) > 1e-8, "a gradient of zero proves nothing");
        Assert.Equal(exact, difference, 1e-7 * Math.Max(1, Math.Abs(exact))); // h² and rounding / h

        double Value(double step) => Loss(name, (x + (step * direction)).detach(), target).item<double>();
    }

    [Fact]
    public void Padding_ChangesNothing_UnlessItIsToBeCounted()
    {
        random.manual_seed(3);
        using var scope = NewDisposeScope();
        var (x, target) = (randn([1, 5, Layout.Width], Double), randn([1, 5, Layout.Width], Double));
        var (padding, mask) = (zeros([1, 5, Layout.Width], Double), ones([1, 5], Double));
        var noise = randn([1, 5, Layout.Width], Double);
        var longMask = cat([mask, zeros_like(mask)], 1);
        var loss = Motion(1);

        using var clip = loss.Of(x, target, mask);
        using var padded = loss.Of(cat([x, noise], 1), cat([target, padding], 1), longMask);
        foreach (var (name, part) in clip.Parts)
        {
            Assert.Equal(part.item<double>(), padded.Parts[name].item<double>(), 1e-12);
        }

        var all = MotionReconstructionLoss.Of(
            cat([x, noise], 1), cat([target, padding], 1), longMask, MaskedReduction.All);
        Assert.Equal(clip.Parts["reconstruction"].item<double>() / 2, all.item<double>(), 1e-12);
    }

    [Fact]
    public void Sliding_IsTheSquaredSpeedOfStandingFeet_WhateverTheFrameRate()
    {
        using var scope = NewDisposeScope();
        foreach (double rate in new[] { 12.5, 20 })
        {
            var time = (arange(0, 6, dtype: Double) / rate).unsqueeze(0); // [1, T]
            var still = zeros_like(time);
            var slow = stack([0.3 * time, 5 * time, 0.4 * time], -1); // 0.5 m/s over the ground, and up
            var fast = stack([2 * time, still, still], -1);
            var feet = stack([slow, fast], 2); // [1, T, 2, 3]
            var contacts = tensor(new[] { 1.0, 0 }).expand(1, 6, 2);

            Assert.Equal(0.25, FootSlidingLoss.Of(feet, contacts, ones_like(time), rate).item<double>(), 1e-12);
            Assert.Equal(0.0, FootSlidingLoss.Of(feet, zeros_like(contacts), ones_like(time), rate).item<double>());
        }
    }

    [Fact]
    public void Sliding_TakesTheContactOfTheFrameBefore_AndNoStepIntoPadding()
    {
        using var scope = NewDisposeScope();
        var feet = zeros([1, 4, 1, 3], Double);
        feet[0, 2..4, 0, 0].fill_(1); // one step, from frame 1 to 2
        var contacts = zeros([1, 4, 1], Double);
        contacts[0, 1, 0].fill_(1);
        var mask = ones([1, 4], Double);

        Assert.Equal(1.0, FootSlidingLoss.Of(feet, contacts, mask, 1).item<double>(), 1e-7);
        Assert.Equal(0.0, FootSlidingLoss.Of(feet, contacts.roll(1, 1), mask, 1).item<double>());
        mask[0, 2..4].fill_(0);
        Assert.Equal(0.0, FootSlidingLoss.Of(feet, contacts, mask, 1).item<double>());
    }

    [Fact]
    public void Penetration_CountsDepthsOnly_AndItsGradientLifts()
    {
        using var scope = NewDisposeScope();
        var height = tensor(new[] { -0.2, 0.5, 0, -0.1 }, [1, 2, 2]).requires_grad_();
        var loss = GroundPenetrationLoss.Of(height, ones([1, 2], Double));
        loss.backward();

        Assert.Equal((0.04 + 0.01) / 4, loss.item<double>(), 1e-9);
        Assert.Equal([-0.1, 0, 0, -0.05], height.grad!.data<double>().ToArray().Select(g => Math.Round(g, 6)));
    }

    [Fact]
    public void Jerk_OfACubicIsSixSquared_OfAQuadraticZero()
    {
        using var scope = NewDisposeScope();
        var t = arange(0, 9, dtype: Double).reshape(1, 9, 1);
        var mask = ones([1, 9], Double);

        Assert.Equal(36, JerkLoss.Of(t.pow(3) - t, mask).item<double>(), 1e-9);
        Assert.Equal(0, JerkLoss.Of(t.pow(2) + (3 * t), mask).item<double>(), 1e-9);
        Assert.Equal(12, JerkLoss.Of(t.pow(3), mask * (t.squeeze(2) < 5), MaskedReduction.All).item<double>(), 1e-9);
    }

    [Fact]
    public void ZeroWeight_ReportsPhysicsButTrainsWithoutIt()
    {
        using var scope = NewDisposeScope();
        var x = randn([1, Frames, Layout.Width], Double).requires_grad_();
        var target = randn([1, Frames, Layout.Width], Double);
        var mask = ones([1, Frames], Double);
        using var terms = Motion(0).Of(x, target, mask);
        terms.Total.backward();
        var gradient = x.grad!.clone();
        x.grad!.zero_();
        MotionReconstructionLoss.Of(x, target, mask).backward();

        Assert.Equal(gradient, x.grad!);
        Assert.True(terms.Parts["physics"].item<double>() > 0);
        Assert.Equal(
            ["reconstruction", "foot_sliding", "penetration", "jerk", "physics", "total"], terms.Parts.Keys);
    }

    [Fact]
    public void Contrast_IsTheLogarithmOfTheBatchWhereNothingIsTold_AndSmallWherePairsAgree()
    {
        using var scope = NewDisposeScope();
        var same = ones([8, 3], Double);
        var axes = tensor(new[] { 1.0, 0, 0, 0, 1, 0, 0, 0, 1 }, [3, 3]);

        Assert.Equal(Math.Log(8), ContrastiveLoss.Of(same, same).item<double>(), 1e-12);
        Assert.Equal(
            Math.Log(1 + (2 * Math.Exp(-10))), ContrastiveLoss.Of(axes, 5 * axes).item<double>(), 1e-12);
        var captions = tensor(new[] { 4L, 4, 4 });
        Assert.Equal(Math.Log(3), ContrastiveLoss.Of(same[..3], same[..3], captions).item<double>(), 1e-12);
    }

    [Fact]
    public void Contrast_OfAnEmbeddingOfZeros_HasAFiniteGradient()
    {
        using var scope = NewDisposeScope();
        var motion = tensor(new[] { 1.0, 0, 0, 0 }, [2, 2]).requires_grad_();

        ContrastiveLoss.Of(motion, tensor(new[] { 1.0, 2, 3, -4 }, [2, 2])).backward();

        Assert.True(motion.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void LossAndBackward_LeaveNoTensors()
    {
        var loss = Motion(0.1);
        using var x = randn(2, Frames, Layout.Width).requires_grad_();
        using var target = randn(2, Frames, Layout.Width);
        using var mask = ones(2, Frames);
        loss.Of(x, target, mask).Dispose();
        using var ledger = TensorLedger.Start();
        for (int i = 0; i < 50; i++)
        {
            using var terms = loss.Of(x, target, mask);
            terms.Total.backward();
        }

        ledger.RequireBalanced();
    }

    [Fact]
    public void Refusals_SayWhatWasExpected()
    {
        using var scope = NewDisposeScope();
        var (x, mask) = (randn(2, Frames, Layout.Width), ones(2, Frames));

        RequireRefusal(
            () => Motion(1).Of(randn(2, Frames, 100), randn(2, Frames, 100), mask),
            "Expected shape [B, T, D=251], got [2, 7, 100]. (Parameter 'prediction')");
        RequireRefusal(
            () => Motion(1).Of(x, x, ones(2, 3)),
            "Expected shape [B=2, T=7], got [2, 3]. (Parameter 'mask')");
        RequireRefusal(
            () => Motion(1).Of(x[.., ..3], x[.., ..3], mask[.., ..3]),
            "Expected at least 4 frames, got shape [2, 3, 251]. (Parameter 'motion')");
        RequireRefusal(
            () => new MotionLoss(new(), Layout, new float[3], new float[251], 12.5),
            "Expected 251 values for the layout KIT, got 3. (Parameter 'mean')");
        RequireRefusal(
            () => FootSlidingLoss.Of(zeros(1, 4, 2, 3), zeros(1, 4, 4), ones(1, 4), 20),
            "Expected shape [B=1, T=4, F=2], got [1, 4, 4]. (Parameter 'contacts')");
        Assert.Equal(
            "JerkWeight ('-1') must be a non-negative value. (Parameter 'JerkWeight')\nActual value was -1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new MotionLossOptions { JerkWeight = -1 }).Message);
    }

    private static ScalarType Double => ScalarType.Float64;

    private static void RequireRefusal(Func<object> action, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(action).Message);

    private static MotionLoss Motion(double physicsWeight)
    {
        float[] mean = [.. Enumerable.Range(0, Layout.Width).Select(i => 0.1f * MathF.Sin(i))];
        float[] std = [.. Enumerable.Range(0, Layout.Width).Select(i => 0.3f + (0.2f * MathF.Cos(i)))];
        return new MotionLoss(new() { PhysicsWeight = physicsWeight }, Layout, mean, std, Layout.FramesPerSecond);
    }

    private static Tensor Loss(string name, Tensor x, Tensor target)
    {
        var mask = (arange(Frames) < tensor(new[] { 7L, 5 }).unsqueeze(1)).to(Double);
        var feet = x.narrow(2, 20, 12).unflatten(2, 4, 3);
        var contacts = target.narrow(2, 0, 4).sigmoid();
        var physics = target.narrow(2, 0, 64);
        var (u, v) = (x.select(1, 0), x.select(1, 1) + target.select(1, 0));
        return name switch
        {
            "reconstruction" => MotionReconstructionLoss.Of(x, target, mask),
            "reconstruction of all" => MotionReconstructionLoss.Of(x, target, mask, MaskedReduction.All),
            "length" => MotionLengthLoss.Of(x.select(1, 0).select(1, 0), tensor(new[] { 7L, 5 })),
            "sliding" => FootSlidingLoss.Of(feet, contacts, mask, 12.5),
            "sliding of channels" => FootSlidingLoss.OfChannels(x, physics.narrow(2, 10, 2).abs(), mask),
            "penetration" => GroundPenetrationLoss.Of(feet.select(3, 1), mask),
            "jerk" => JerkLoss.Of(x, mask),
            "jerk of all" => JerkLoss.Of(feet, mask, MaskedReduction.All),
            "contrastive" => ContrastiveLoss.Of(u, v),
            "contrastive with equal captions" => ContrastiveLoss.Of(
                cat([u, v], 0), cat([v, u], 0), tensor(new[] { 1L, 2, 1, 3 })),
            "motion" => Motion(1).Of(x, target, mask).Total,
            _ => new ReferenceMotionLoss(new()).Of(x, target, physics.abs(), mask).Total,
        };
    }
}
