using static TorchSharp.torch;

namespace PhysicsMotion.Tests;

public sealed class HeldFramesTests
{
    private static readonly float[] Hidden = [0, 1, 1, 0, 1];

    [Fact]
    public void Last_RepeatsTheFrameBefore() =>
        Assert.Equal([1f, 1, 1, 7, 7], Of(HeldFrames.Last(Motion(), Mask(Hidden))));

    [Fact]
    public void Between_GoesStraightToTheNextVisibleFrame() =>
        Assert.Equal([1f, 3, 5, 7, 7], Of(HeldFrames.Between(Motion(), Mask(Hidden), Mask([1, 1, 1, 1, 1]))));

    [Fact]
    public void Between_DoesNotAimAtPadding() =>
        Assert.Equal([1f, 1, 1, 7, 7], Of(HeldFrames.Between(Motion(), Mask(Hidden), Mask([1, 1, 1, 0, 0]))));

    private static Tensor Motion() => tensor(new float[] { 1, 20, 20, 7, 20 }, [1, 5, 1]);

    private static Tensor Mask(float[] values) => tensor(values, [1, 5]);

    private static float[] Of(Tensor x) => x.data<float>().ToArray();
}
