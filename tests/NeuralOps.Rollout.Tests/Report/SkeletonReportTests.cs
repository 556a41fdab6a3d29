using System.Buffers.Binary;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NeuralOps.Rollout.Tests;

public sealed partial class SkeletonReportTests
{
    [Fact]
    public void Motion_CarriesItsSkeletonAndWhoTouchesTheGround()
    {
        var scene = SceneOf(Motion());
        Assert.Equal("</script> walks", scene.GetProperty("caption").GetString());
        var motion = scene.GetProperty("motions")[0];
        Assert.Equal("truth", motion.GetProperty("name").GetString());
        Assert.Equal(12.5, motion.GetProperty("rate").GetDouble());
        Assert.Equal([0, 2], Integers(motion.GetProperty("chains")[1]));
        Assert.Equal([1], Integers(motion.GetProperty("left")));
        Assert.Equal([2], Integers(motion.GetProperty("right")));
        Assert.Equal([1, 2], Integers(motion.GetProperty("feet")));
        Assert.Equal([1, 0, 0, 1], motion.GetProperty("contacts").GetBytesFromBase64());
    }

    [Fact]
    public void Positions_ComeBackToATenthOfAMillimetre_AndGapsStayGaps()
    {
        var motion = Motion();
        float[] positions = Decoded(SceneOf(motion).GetProperty("motions")[0]);
        Assert.Equal(motion.Positions.Length, positions.Length);
        Assert.All(positions.Zip(motion.Positions), pair =>
        {
            Assert.Equal(float.IsNaN(pair.Second), float.IsNaN(pair.First));
            Assert.True(float.IsNaN(pair.Second) || Math.Abs(pair.First - pair.Second) < 1e-4);
        });
    }

    [Fact]
    public void LongMotions_AreThinnedInTimeUntilAllFit()
    {
        const int frames = 20_000;
        float[] positions = [.. Enumerable.Range(0, frames * 66).Select(i => i / 66 * 0.001f)];
        var motion = new SkeletonMotion
        {
            Name = "long",
            Frames = frames,
            Joints = 22,
            FramesPerSecond = 20,
            Positions = positions,
            Chains = [[0, 1]],
        };
        string page = ReportWriter.Render(Scene(motion));
        var written = SceneOf(page).GetProperty("motions")[0];
        Assert.InRange(page.Length, 1_000_000, 2_000_000);
        Assert.Equal(3, written.GetProperty("stride").GetInt32());
        Assert.Equal(20 / 3.0, written.GetProperty("rate").GetDouble());
        Assert.Equal(6667, written.GetProperty("frames").GetInt32());
        Assert.Equal(0.003f, Decoded(written)[66], 0.0002f);
    }

    [Fact]
    public void Page_LoadsNothingAndKeepsItsOneScript()
    {
        string page = ReportWriter.Render(Scene(Motion()));
        Assert.DoesNotContain("{{", page);
        Assert.DoesNotMatch("(src|href)\\s*=|@import|fetch\\(|url\\(", page);
        Assert.Equal(2, Regex.Count(page, "</script>"));
        Assert.Contains("skeletons: drawSkeletons", page);
    }

    [Fact]
    public void ContradictoryMotions_AreRefused()
    {
        var motion = Motion();
        RequireRefusal(
            motion with { Positions = new float[17] }, "Expected 2 × 3 × 3 positions in motion 'truth', got 17.");
        RequireRefusal(motion with { Contacts = [true] }, "Expected 2 × 2 contacts in motion 'truth', got 1.");
        RequireRefusal(motion with { Chains = [[0, 3]] }, "Expected joints from 0 to 2 in motion 'truth', got 3.");
        RequireRefusal(motion with { LeftJoints = [-1] }, "Expected joints from 0 to 2 in motion 'truth', got -1.");
        RequireRefusal(
            motion with { FramesPerSecond = 0 },
            "Expected frames and frames per second above 0 in motion 'truth', got 2 and 0.");
        Assert.Equal(
            "Expected motions in the scene 'none', got none.",
            Assert.Throws<ArgumentException>(
                () => ReportWriter.Render(new Report("r", [Section(new SkeletonScene("none", "", []))]))).Message);
    }

    private static SkeletonMotion Motion() => new()
    {
        Name = "truth",
        Frames = 2,
        Joints = 3,
        FramesPerSecond = 12.5,
        Positions = [0, 0.9f, 0, -0.1f, 0.01f, 0.3f, 0.1f, 0, 0, 2, 0.95f, 4.5f, float.NaN, 0, 0, 0.1f, -0.2f, 1e-3f],
        Chains = [[0, 1], [0, 2]],
        LeftJoints = [1],
        RightJoints = [2],
        ContactJoints = [1, 2],
        Contacts = [true, false, false, true],
    };

    private static void RequireRefusal(SkeletonMotion motion, string message) =>
        Assert.Equal(message, Assert.Throws<ArgumentException>(() => ReportWriter.Render(Scene(motion))).Message);

    private static SkeletonSection Section(SkeletonScene scene) => new() { Title = "Motions", Scenes = [scene] };

    private static Report Scene(SkeletonMotion motion) =>
        new("r", [Section(new SkeletonScene("clip", "</script> walks", [motion]))]);

    private static JsonElement SceneOf(SkeletonMotion motion) => SceneOf(ReportWriter.Render(Scene(motion)));

    private static JsonElement SceneOf(string page) =>
        JsonDocument.Parse(Data().Match(page).Groups[1].Value).RootElement[0].GetProperty("scenes")[0];

    private static float[] Decoded(JsonElement motion)
    {
        byte[] data = motion.GetProperty("data").GetBytesFromBase64();
        double[] origin = [.. motion.GetProperty("origin").EnumerateArray().Select(item => item.GetDouble())];
        double scale = motion.GetProperty("scale").GetDouble();
        return
        [
            .. Enumerable.Range(0, data.Length / 2).Select(i =>
            {
                ushort level = BinaryPrimitives.ReadUInt16LittleEndian(data.AsSpan(2 * i));
                return level == ushort.MaxValue ? float.NaN : (float)(origin[i % 3] + (level * scale));
            }),
        ];
    }

    private static IEnumerable<int> Integers(JsonElement list) => list.EnumerateArray().Select(item => item.GetInt32());

    [GeneratedRegex("<script type=\"application/json\" id=\"data\">(.*?)</script>", RegexOptions.Singleline)]
    private static partial Regex Data();
}
