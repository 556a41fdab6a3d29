namespace NeuralOps.Data.Tests;

public sealed class MotionClipTests
{
    [Fact]
    public void Frames_AreKeptAsTheyAre()
    {
        var clip = MotionClip.FromRows("walk", [[1, 2, 3], [4, 5, 6]], 12.5, ["a person walks"]);
        using var tensor = clip.ToTensor();

        Assert.Equal(("walk", 2, 3, 12.5), (clip.Id, clip.Frames, clip.Width, clip.FramesPerSecond));
        Assert.Equal([1, 2, 3, 4, 5, 6], clip.Features.ToArray());
        Assert.Equal([2, 3], tensor.shape);
        Assert.Equal([1, 2, 3, 4, 5, 6], tensor.data<float>().ToArray());
        Assert.Equal(["a person walks"], clip.Captions);
    }

    [Fact]
    public void RaggedFrames_AreRefused()
    {
        Refused(
            "clip '00001': ragged frames: expected 3 features as in frame 0, got 2 in frame 1.",
            () => MotionClip.FromRows("00001", [[1, 2, 3], [4, 5]], 20, []));
        Refused(
            "clip '00001': expected frames of 3 features, got 5 values, 1 frames and 2 values more.",
            () => new MotionClip("00001", new float[5], 3, 20, []));
        Refused(
            "clip '00001': expected at least 1 frame, got none.",
            () => new MotionClip("00001", [], 251, 20, []));
        Refused("clip '00001': expected at least 1 frame, got none.", () => MotionClip.FromRows("00001", [], 20, []));
    }

    [Fact]
    public void ValuesThatAreNotFinite_AreRefused()
    {
        Refused(
            "clip 'M04': expected finite values, got NaN in frame 1, feature 0.",
            () => new MotionClip("M04", [1, 2, float.NaN, 4], 2, 20, []));
        Refused(
            "clip 'M04': expected finite values, got -Inf in frame 0, feature 1.",
            () => new MotionClip("M04", [1, float.NegativeInfinity, float.NaN, 4], 2, 20, []));
    }

    private static void Refused(string message, Func<MotionClip> action) =>
        Assert.Equal(message, Assert.Throws<InvalidDataException>(action).Message);
}
