using NeuralOps.Core;
using NeuralOps.Data;
using NeuralOps.Tests;

namespace NeuralOps.Cli.Tests;

public sealed class MotionInfoTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("neutral_16_000.bvh", "BVH motion", 38, 40, 120, 0.0564)]
    [InlineData("11_01.amc", "Acclaim motion", 31, 241, 120, 0.0564)]
    [InlineData("00001_mmm.xml", "MMM motion", 125, 161, 100, 0.001)]
    public void Motion_ShowsJointsFramesRateAndBounds(
        string name, string kind, int joints, int frames, double rate, double unit)
    {
        var run = ToolRun.Of("info", Fixtures.PathOf("motion", "formats", name), "--json");
        Assert.Equal(kind, (string?)run.Json["kind"]);
        var facts = run.Json["facts"]!;
        Assert.Equal(joints, (int)facts["joints"]!);
        Assert.Equal(frames, (int)facts["frames"]!);
        Assert.Equal(rate, (double)facts["frames_per_second"]!);
        Assert.Equal(frames / rate, (double)facts["seconds"]!, 1e-4);
        Assert.Equal(unit, (double)facts["metres_per_unit"]!, 1e-4);

        // A grown person on the floor, in metres.
        Assert.InRange((double)facts["least_x_y_z"]![1]!, -0.05, 0.06);
        Assert.InRange((double)facts["greatest_x_y_z"]![1]!, 1.2, 1.9);
        Assert.Equal(joints, run.Json["parts"]!.AsArray().Count);
    }

    [Fact]
    public void Skeleton_ShowsTheRestPose()
    {
        var run = ToolRun.Of("info", Fixtures.PathOf("motion", "formats", "11.asf"), "--json");
        Assert.Equal("Acclaim skeleton, at rest", (string?)run.Json["kind"]);
        Assert.Equal(62, (int)run.Json["facts"]!["degrees_of_freedom"]!);
        Assert.Null(run.Json["facts"]!["frames"]);
    }

    [Fact]
    public void MotionFolder_ShowsTheClipsOfEachSplit()
    {
        float[] features = new float[50 * 251];
        MotionFolder.Write(
            folder.PathOf("set"),
            MotionLayout.Kit,
            12.5,
            new Dictionary<string, IReadOnlyList<MotionClip>>
            {
                ["train"] = [new("00001", features, 251, 12.5, ["a person stands", "nobody moves"])],
            },
            new(new float[251], [.. Enumerable.Repeat(1f, 251)]));
        File.AppendAllText(folder.PathOf("set/train.txt"), "00002\n");
        var run = ToolRun.Of("info", folder.PathOf("set"), "--json");
        Assert.Equal("motion folder", (string?)run.Json["kind"]);
        Assert.Equal("KIT, 21 joints", (string?)run.Json["facts"]!["layout"]);
        var train = run.Json["parts"]![0]!;
        Assert.Equal("train", (string?)train["split"]);
        Assert.Equal(2, (int)train["ids"]!);
        Assert.Equal(1, (int)train["without_file"]!);
        Assert.Equal(2, (int)train["captions"]!);
        Assert.Equal(50, (int)train["frames"]!);
        Assert.Equal(4, (double)train["seconds"]!);
    }

    [Fact]
    public void MotionWithoutItsSkeleton_IsRefused()
    {
        string path = folder.Write("11_01.amc", "1\nroot 0 0 0 0 0 0\n");
        Assert.Equal(
            $"neuralops: {path}: expected its skeleton 11_01.asf or 11.asf beside it, found none.",
            ToolRun.Refused("info", path));
    }
}
