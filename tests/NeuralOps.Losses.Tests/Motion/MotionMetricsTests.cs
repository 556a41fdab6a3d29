using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Losses.Tests;

public class MotionMetricsTests
{
    // Two toes at 20 frames per second: one stands for three steps, slides at 0.6 m/s for two, is lifted for one.
    [Fact]
    public void Sliding_CountsStandingFeetThatMoveFasterThanHalfAMetreASecond()
    {
        using var scope = NewDisposeScope();
        double[] x = [0, 0.01, 0.02, 0.03, 0.06, 0.09, 0.5];
        double[] y = [0, 0, 0.02, 0, 0.01, 0.04, 0.06];
        var feet = zeros([1, 7, 2, 3], ScalarType.Float64);
        feet[0, .., 0, 0] = tensor(x);
        feet[0, .., 0, 1] = tensor(y);
        feet[0, .., 1, 1].fill_(1);
        var contacts = FootContact.ByHeight(feet);

        Assert.Equal([1.0, 1, 1, 1, 1, 0, 0], contacts[0, .., 0].data<double>().ToArray());
        Assert.Equal(0, contacts[0, .., 1].sum().item<double>());
        var sliding = FootSliding.Of(feet, contacts, null, 20);
        Assert.Equal(2 / 5.0, sliding.ShareOfContacts);
        Assert.Equal(2 / 6.0, sliding.ShareOfFrames);
        Assert.Equal(100 * 20 * 0.09 / 5, sliding.Speed, 1e-9);
        Assert.Equal(0, FootSliding.Of(feet, contacts, null, 12.5).ShareOfContacts);
        Assert.Equal(new FootSliding(0, 0, 0), FootSliding.Of(feet, zeros_like(contacts), null, 20));
    }

    [Fact]
    public void Sliding_LeavesPaddingOut()
    {
        using var scope = NewDisposeScope();
        var feet = zeros([1, 4, 1, 3], ScalarType.Float64);
        feet[0, 2, 0, 0].fill_(9);
        var mask = tensor(new[] { 1.0, 1, 0, 0 }, [1, 4]);

        Assert.Equal(new FootSliding(0, 0, 0), FootSliding.Of(feet, ones([1, 4, 1]), mask, 20));
        Assert.Equal(
            "Expected a real frame, got padding only. (Parameter 'mask')",
            Assert.Throws<ArgumentException>(
                () => FootSliding.Of(feet, ones([1, 4, 1]), zeros_like(mask), 20)).Message);
    }

    [Fact]
    public void Penetration_IsThatOfTheLowestJoint_BeyondFiveMillimetres()
    {
        using var scope = NewDisposeScope();
        var joints = ones([1, 5, 3, 3], ScalarType.Float64);
        joints[0, .., 1, 1] = tensor(new[] { 0.1, -0.004, -0.02, -0.04, -5 });
        joints[0, .., 2, 1] = tensor(new[] { 0.0, -0.001, -0.03, 0.2, 0 });
        var mask = tensor(new[] { 1.0, 1, 1, 1, 0 }, [1, 5]);

        var penetration = GroundPenetration.Of(joints, mask);

        Assert.Equal(0.5, penetration.Share);
        Assert.Equal((30 + 40) / 4.0, penetration.Depth, 1e-9);
        Assert.Equal(40, penetration.Deepest, 1e-9);
    }

    [Fact]
    public void JerkRatio_ScalesWithTheMotion_AndForgetsDriftsAndPadding()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        var truth = randn([2, 9, 5, 3], ScalarType.Float64);
        var drift = arange(9, ScalarType.Float64).reshape(1, 9, 1, 1);
        var mask = ones([2, 9], ScalarType.Float64);
        mask[1, 6..9].fill_(0);
        var noisy = (1.5 * truth) + drift.square();
        noisy[1, 6..9].fill_(100);

        Assert.Equal(1.5, JerkRatio.Of(noisy, truth, mask), 1e-9);
        Assert.Equal(0, JerkRatio.Of(drift.expand(2, 9, 5, 3), truth, null), 1e-9);
        Assert.Equal(
            "Expected a truth that moves with jerk, got one without. (Parameter 'target')",
            Assert.Throws<ArgumentException>(() => JerkRatio.Of(truth, zeros_like(truth), null)).Message);
    }

    [Fact]
    public void JointError_IsInMillimetres_WithAndWithoutThePath()
    {
        random.manual_seed(4);
        using var scope = NewDisposeScope();
        var truth = randn([1, 3, 4, 3], ScalarType.Float64);
        var moved = truth + tensor(new[] { 0.03, 0, 0.04 });
        moved[0, .., 1, 1] += 0.008;

        var error = JointError.Of(moved, truth, null);

        Assert.Equal(((3 * 50) + Math.Sqrt(2500 + 64)) / 4, error.Global, 1e-9);
        Assert.Equal(8 / 4.0, error.AroundRoot, 1e-9);
    }

    [Fact]
    public void Metrics_LeaveNoTensors()
    {
        using var joints = randn(2, 6, 4, 3);
        using var contacts = ones(2, 6, 4);
        using var features = randn(40, 6);
        using var ledger = TensorLedger.Start();
        FootContact.ByHeight(joints).Dispose();
        FootSliding.Of(joints, contacts, null, 20);
        GroundPenetration.Of(joints, null);
        JerkRatio.Of(joints, joints, null);
        JointError.Of(joints, joints, null);
        FrechetDistance.Of(features, features);
        RetrievalPrecision.Of(features, features);
        Diversity.Of(features);
        ledger.RequireBalanced();
    }
}
