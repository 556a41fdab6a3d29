using NeuralOps.Tests;
using TorchSharp;
using static TorchSharp.torch;

namespace NeuralOps.Core.Tests;

public sealed class MotionRecoveryTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Joints_AgreeWithTheReference(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.4-motion-features");
        var features = golden.Read("in:features").to(dtype);
        var (rotation, position) = MotionRecovery.Root(features);
        golden.RequireOutput("decode/out:root_quaternion", rotation);
        golden.RequireOutput("decode/out:root_position", position);
        golden.RequireOutput("decode/out:joints_from_ric", MotionRecovery.FromPositions(features));
        var offsets = golden.Read("decode/out:offsets").to(dtype);
        golden.RequireOutput(
            "decode/out:joints_from_rotations", MotionRecovery.FromRotations(features, offsets));
    }

    [Fact]
    public void Root_OfAConstantTurnAndStep_WalksARegularPolygon()
    {
        using var scope = NewDisposeScope();
        const int corners = 36;
        var features = zeros([corners + 1, 263], dtype: ScalarType.Float64);
        MotionLayout.RootAngularVelocity.Of(features).fill_(Math.PI / corners); // half of 2π / corners
        MotionLayout.RootLinearVelocity.Of(features).select(1, 1).fill_(0.1);
        MotionLayout.RootHeight.Of(features).fill_(0.9);
        var position = MotionRecovery.Root(features).Position;
        var center = position.narrow(0, 0, corners).mean([0]);
        var radius = (position - center).square().sum(-1).sqrt();
        double expected = 0.1 / (2 * Math.Sin(Math.PI / corners));
        Assert.Equal(0, (radius - expected).abs().max().item<double>(), 1e-12);
        Assert.Equal(0, (position[corners] - position[0]).abs().max().item<double>(), 1e-12);
        Assert.Equal(0.9, position.select(1, 1).min().item<double>(), 1e-15);
    }

    [Fact]
    public void Batches_AreRecoveredClipByClip()
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.4-motion-features");
        var clip = golden.Read("in:features");
        var offsets = golden.Read("decode/out:offsets");
        var (a, b) = (clip.narrow(0, 0, 20), clip.narrow(0, 30, 20));
        var batch = stack([a, b]).unsqueeze(1); // [2, 1, T, D]
        Tensor[] each = [a, b];
        for (int i = 0; i < 2; i++)
        {
            var difference = MotionRecovery.FromPositions(batch)[i, 0] - MotionRecovery.FromPositions(each[i]);
            Assert.Equal(0, difference.abs().max().item<float>());
            var heading = MotionRecovery.FirstHeading(each[i]);
            var turned = MotionRecovery.FromRotations(batch, offsets, MotionRecovery.FirstHeading(batch))[i, 0];
            var alone = MotionRecovery.FromRotations(each[i], offsets, heading);
            Assert.Equal(0, (turned - alone).abs().max().item<float>(), 1e-6f);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_EqualsFiniteDifferences(bool fromRotations)
    {
        using var scope = NewDisposeScope();
        using var golden = GoldenCase.Open("G4.4-motion-features");
        var features = golden.Read("in:features").narrow(0, 0, 5).to(ScalarType.Float64).clone().requires_grad_();
        var offsets = golden.Read("decode/out:offsets").to(ScalarType.Float64);
        Tensor Joints() => fromRotations
            ? MotionRecovery.FromRotations(features, offsets, MotionRecovery.FirstHeading(features))
            : MotionRecovery.FromPositions(features);
        var weights = arange(5 * 22 * 3, dtype: ScalarType.Float64).reshape(5, 22, 3).sin();
        (Joints() * weights).sum().backward();
        var gradient = features.grad!;
        using var quiet = no_grad();
        double Loss() => (Joints() * weights).sum().item<double>();
        for (int i = 0; i < 5 * 263; i += i < 10 ? 1 : 17)
        {
            var channel = features[i / 263, i % 263];
            double value = channel.item<double>();
            const double step = 1e-6;
            channel.fill_(value + step);
            double above = Loss();
            channel.fill_(value - step);
            double below = Loss();
            channel.fill_(value);
            // Central differences err by step² times the third derivative and by rounding / step: 1e-9 here.
            Assert.Equal((above - below) / (2 * step), gradient[i / 263, i % 263].item<double>(), 1e-7);
        }
    }

    [Fact]
    public void Matrices_AreRotations_WhateverTheColumns()
    {
        using var scope = NewDisposeScope();
        var columns = arange(24, dtype: ScalarType.Float64).reshape(4, 6).cos() * 3;
        var m = MotionRecovery.Matrices(columns);
        var product = m.matmul(m.transpose(-1, -2));
        var one = tensor([1.0, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3]);
        Assert.Equal(0, (product - one).abs().max().item<double>(), 1e-14);
        var first = columns.narrow(-1, 0, 3);
        var along = (m.select(-1, 0) * first).sum(-1) / first.square().sum(-1).sqrt();
        Assert.Equal(1, along.min().item<double>(), 1e-14);
        var third = m.select(-1, 2);
        Assert.Equal(0, (third * columns.narrow(-1, 3, 3)).sum(-1).abs().max().item<double>(), 1e-14);
    }

    [Fact]
    public void Recovery_LeavesNothingBehind()
    {
        using var golden = GoldenCase.Open("G4.4-motion-features");
        using var features = golden.Read("in:features");
        using var offsets = golden.Read("decode/out:offsets");
        long before = LiveTensors.Settled();
        for (int i = 0; i < 3; i++)
        {
            using var positions = MotionRecovery.FromPositions(features);
            using var rotations = MotionRecovery.FromRotations(features, offsets);
            using var heading = MotionRecovery.FirstHeading(features);
            var (rotation, position) = MotionRecovery.Root(features);
            rotation.Dispose();
            position.Dispose();
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void BadShapes_AreRefused()
    {
        using var row = zeros(251);
        using var wide = zeros(3, 252);
        using var clip = zeros(3, 251);
        using var offsets = zeros(22, 3);
        Assert.Equal(
            "Expected shape [.., T ≥ 1, D], got [251]. (Parameter 'features')",
            Assert.Throws<ArgumentException>(() => MotionRecovery.FromPositions(row)).Message);
        Assert.Equal(
            "Expected a feature width of 251 (KIT, 21 joints) or 263 (HumanML3D, 22 joints), got 252. "
            + "(Parameter 'width')",
            Assert.Throws<ArgumentException>(() => MotionRecovery.Root(wide)).Message);
        Assert.Equal(
            "Expected shape [J=21, 3=3], got [22, 3]. (Parameter 'offsets')",
            Assert.Throws<ArgumentException>(() => MotionRecovery.FromRotations(clip, offsets)).Message);
        Assert.Equal(
            "Expected shape [.., 6], got [22, 3]. (Parameter 'columns')",
            Assert.Throws<ArgumentException>(() => MotionRecovery.Matrices(offsets)).Message);
    }
}
