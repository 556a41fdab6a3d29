using NeuralOps.Core;
using static TorchSharp.torch;

namespace NeuralOps.Data.Tests;

/// <summary>A recorded clip, 21 joints at 12.5 frames a second, against its published features.</summary>
public sealed class KitFeaturesTests
{
    private static readonly MotionFeatureOptions Published = new() { FootThreshold = MotionSamples.KitThreshold };

    [Theory]
    [InlineData(MotionHeading.Smoothed)]
    [InlineData(MotionHeading.Reset)]
    public void Joints_ComeBackFromFeatures(MotionHeading heading)
    {
        var clip = MotionSamples.Kit();
        float[] features = MotionFeatures.Encode(clip, Published with { Heading = heading });
        var decoded = MotionFeatures.Decode(features, MotionLayout.Kit, 12.5);
        Assert.Equal(47, decoded.Frames);
        // Millimetres: float32 keeps positions of 900 mm to 3e-5, and headings lose that much again over the path.
        Assert.Equal(0, MotionSamples.DistanceUpToYaw(clip, decoded), 1e-4);
    }

    [Theory]
    [InlineData(MotionHeading.Smoothed)]
    [InlineData(MotionHeading.Reset)]
    public void Joints_ComeBackFromRotations(MotionHeading heading)
    {
        using var scope = NewDisposeScope();
        var clip = MotionSamples.Kit();
        float[] features = MotionFeatures.Encode(clip, Published with { Heading = heading });
        var rows = tensor(features, [47, 251]).to_type(ScalarType.Float64);
        var offsets = MotionSkeleton.Of(clip).Offsets(ScalarType.Float64);
        var joints = MotionRecovery.FromRotations(rows, offsets, MotionRecovery.FirstHeading(rows));
        var difference = joints - MotionRecovery.FromPositions(rows);
        // Millimetres; the recorded bones keep their lengths to 1e-4.
        Assert.Equal(0, difference.abs().max().item<double>(), 1e-3);
    }

    [Fact]
    public void PublishedFeatures_HoldTheSameBodyTwice()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(MotionSamples.KitFeatures(), [47, 251]).to_type(ScalarType.Float64);
        var recovered = MotionSamples.KitRecovered();
        var positions = MotionRecovery.FromPositions(rows);
        Assert.Equal(0, (positions - recovered.ToTensor(ScalarType.Float64)).abs().max().item<double>(), 2e-4);

        var offsets = MotionSkeleton.Of(recovered).Offsets(ScalarType.Float64);
        var turned = MotionRecovery.FromRotations(rows, offsets, MotionRecovery.FirstHeading(rows));
        Assert.Equal(0, (turned - positions).abs().max().item<double>(), 0.09);
        var unturned = MotionRecovery.FromRotations(rows, offsets);
        Assert.InRange((unturned - positions).abs().max().item<double>(), 50, 500);
    }

    /// <summary>
    /// The published body has the clip's own bones to 0.06 mm, so a target of its lengths changes nothing that counts.
    /// What remains is a tilt of the published joints by 0.24 mrad, 0.15 mm at the end of a path of 0.9 m.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Features_AgreeWithThePublished_SliceBySlice(bool isRetargeted)
    {
        var clip = MotionSamples.Kit();
        var target = isRetargeted ? MotionSkeleton.Of(MotionSamples.KitRecovered()) : null;
        float[] own = MotionFeatures.Encode(clip, Published with { Target = target });
        float[] published = MotionSamples.KitFeatures();
        double Difference(MotionSlice slice) => MotionSamples.Largest(own, published, 251, slice);
        var kit = MotionLayout.Kit;
        Assert.InRange(Difference(MotionLayout.RootAngularVelocity), 0, 1e-6); // radians, halved
        Assert.InRange(Difference(MotionLayout.RootLinearVelocity), 0, 0.0075); // mm a frame
        Assert.InRange(Difference(MotionLayout.RootHeight), 0, 0.15); // mm
        Assert.InRange(Difference(kit.Positions), 0, 0.19); // mm
        Assert.InRange(Difference(kit.Rotations), 0, 0.017);
        Assert.InRange(Difference(kit.Velocities), 0, 0.027); // mm a frame
        Assert.Equal(0, Difference(kit.Contacts));
    }

    [Fact]
    public void PublishedFeatures_StartWithTheSmoothedHeading()
    {
        float[] reset = MotionFeatures.Encode(MotionSamples.Kit(), Published with { Heading = MotionHeading.Reset });
        float[] published = MotionSamples.KitFeatures();
        var slice = MotionLayout.RootAngularVelocity;
        Assert.Equal(0.1086, MotionSamples.Largest(reset, published, 251, slice), 1e-4);
        Assert.InRange(MotionSamples.Largest(reset.AsSpan(251), published.AsSpan(251), 251, slice), 0, 1e-6);
    }
}
