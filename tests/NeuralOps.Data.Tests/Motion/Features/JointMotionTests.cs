using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

public sealed class JointMotionTests
{
    [Fact]
    public void Tensor_HoldsThePositionsInOrder()
    {
        using var scope = NewDisposeScope();
        var joints = arange(2 * 21 * 3, dtype: ScalarType.Float64).reshape(2, 21, 3);
        var motion = JointMotion.From(joints, MotionLayout.Kit, 12.5);
        Assert.Equal(new Vec3(63 + 6, 63 + 7, 63 + 8), motion[1, 2]);
        Assert.Equal(0, (motion.ToTensor(ScalarType.Float64) - joints).abs().max().item<double>());
        Assert.Equal(0, (motion.Scale(0.5).ToTensor() - (joints * 0.5)).abs().max().item<double>());
    }

    [Fact]
    public void BadPositions_AreRefused()
    {
        double[] damaged = new double[126];
        damaged[63 + 34] = double.NaN;
        Assert.Equal(
            "clip 7: expected finite positions, found NaN in frame 1, joint LH. (Parameter 'positions')",
            Assert.Throws<ArgumentException>(() => new JointMotion(damaged, MotionLayout.Kit, 12.5, "clip 7")).Message);
        Assert.Equal(
            "joints in memory: expected 63 coordinates a frame (KIT, 21 joints), got 66 in all. "
            + "(Parameter 'positions')",
            Assert.Throws<ArgumentException>(() => new JointMotion(new double[66], MotionLayout.Kit, 12.5)).Message);
        Assert.StartsWith(
            "framesPerSecond ('0') must be a non-negative and non-zero value.",
            Assert.Throws<ArgumentOutOfRangeException>(() => new JointMotion(new double[63], MotionLayout.Kit, 0))
                .Message,
            StringComparison.Ordinal);
        using var joints = zeros(4, 22, 3);
        Assert.Equal(
            "Expected shape [T, J=21, 3=3], got [4, 22, 3]. (Parameter 'positions')",
            Assert.Throws<ArgumentException>(() => JointMotion.From(joints, MotionLayout.Kit, 12.5)).Message);
    }

    [Fact]
    public void Skeleton_HasTheRecordedBones_AlongTheirDirections()
    {
        var skeleton = MotionSkeleton.Of(MotionSamples.Kit());
        // The body of all recordings, in millimetres.
        double[] spineAndRightArm = [80, 120, 44, 30, 110, 188, 145];
        Assert.All(
            skeleton.Lengths.Skip(1).Zip(spineAndRightArm), pair => Assert.Equal(pair.Second, pair.First, 1e-3));
        Assert.Equal(245 + 246, skeleton.LegLength, 1e-3);
        using var offsets = skeleton.Offsets();
        Assert.Equal(-246, offsets[13, 1].item<float>(), 1e-3f);
        Assert.Equal(0, offsets[13, 0].item<float>());
    }

    [Fact]
    public void BadLengths_AreRefused()
    {
        Assert.Equal(
            "Expected 21 lengths (KIT, 21 joints), got 3. (Parameter 'lengths')",
            Assert.Throws<ArgumentException>(() => new MotionSkeleton(MotionLayout.Kit, [0, 1, 1])).Message);
        double[] lengths = [.. Enumerable.Repeat(1.0, 21)];
        lengths[12] = -1;
        Assert.Equal(
            "Expected a length above 0 of the bone to LK, got -1. (Parameter 'lengths')",
            Assert.Throws<ArgumentException>(() => new MotionSkeleton(MotionLayout.Kit, lengths)).Message);
    }
}
