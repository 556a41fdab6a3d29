namespace NeuralOps.Data.Tests;

public sealed class BvhErrorTests : IDisposable
{
    private const string Small = """
        HIERARCHY
        ROOT Hips
        {
          OFFSET 0 0 0
          CHANNELS 4 Xposition Zrotation Yrotation Xrotation
          JOINT Leg
          {
            OFFSET 0 -1 0
            CHANNELS 1 Zrotation
            End Site
            {
              OFFSET 0 -1 0
            }
          }
        }
        MOTION
        Frames: 2
        Frame Time: 0.05
        1 90 0 0 0
        2 0 0 0 90
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Read_OfASmallFile_MovesLimbsAsTheChannelsSay()
    {
        var motion = BvhFile.Read(Written(Small), metresPerUnit: 0.5);
        var tracks = motion.Positions();
        Assert.Equal(["Hips", "Leg", "Leg_end"], tracks.Names);
        Assert.Equal(20, motion.FramesPerSecond);

        // A quarter turn about Z turns down (0, −1) to (1, 0); positions are halved.
        Close([0.5, 0, 0], tracks.Place(0, "Hips"));
        Close([1, 0, 0], tracks.Place(0, "Leg"));
        Close([1.5, 0, 0], tracks.Place(0, "Leg_end"));
        Close([1, -0.5, 0], tracks.Place(1, "Leg"));
        Close([1.5, -0.5, 0], tracks.Place(1, "Leg_end"));
    }

    [Theory]
    [InlineData("2 0 0 0 90", "2 0 0 0", 20, "expected 5 channel values of frame 1, found 4.")]
    [InlineData("2 0 0 0 90", "2 0 NaN 0 90", 20,
        "expected value 2 of frame 1, a number up to 1e9, found 'NaN'.")]
    [InlineData("2 0 0 0 90", "2 0 x 0 1e99", 20, "expected value 2 of frame 1, a number up to 1e9, found 'x'.")]
    [InlineData("Frames: 2", "Frames: 3", 20, "expected 3 frames, as line 17 says, found 2.")]
    [InlineData("Frames: 2", "Frames: 2000000000", 20, "expected 2000000000 frames, as line 17 says, found 2.")]
    [InlineData("Frames: 2", "Frames: 1", 20,
        "expected the end of the file after 1 frames, as line 17 says, found one more.")]
    [InlineData("Frames: 2", "Frames: 99999999999", 17, "expected a number of frames, found '99999999999'.")]
    [InlineData("Frames: 2", "Frames: 0", 17, "expected at least 1 frame, found 0.")]
    [InlineData("Frame Time: 0.05", "Frame Time: 0", 18,
        "expected 'Frame Time:' and seconds, from 0.0001 to 10, found 0.")]
    [InlineData("CHANNELS 1 Zrotation", "CHANNELS 1000000000 Zrotation", 9,
        "expected at most 6 channels of joint 'Leg', stated once, found '1000000000'.")]
    [InlineData("CHANNELS 1 Zrotation", "CHANNELS 1 Wrotation", 9,
        "expected a channel as Xposition or Zrotation, found 'Wrotation'.")]
    [InlineData("CHANNELS 1 Zrotation", "CHANNELS 2 Zrotation Zrotation", 9,
        "expected different channels of joint 'Leg', found Zrotation twice.")]
    [InlineData("JOINT Leg", "JOINT Hips", 6, "expected joints with different names, found 'Hips' twice.")]
    [InlineData("      OFFSET 0 -1 0", "", 13, "expected an OFFSET of joint 'Leg_end', found none.")]
    [InlineData("HIERARCHY", "HIERACHY", 1, "expected HIERARCHY, found 'HIERACHY'.")]
    [InlineData("End Site", "End Sight", 10, "expected Site, found 'Sight'.")]
    [InlineData("MOTION", "MOTIONS", 16, "expected MOTION, found 'MOTIONS'.")]
    [InlineData("  JOINT Leg", "  LIMB Leg", 6,
        "expected OFFSET, CHANNELS, JOINT, End Site or } of joint 'Hips', found 'LIMB'.")]
    public void Read_OfADamagedFile_NamesTheLine(string part, string damage, int line, string message)
    {
        string path = Written(Small.Replace(part, damage));
        var error = Assert.Throws<InvalidDataException>(() => BvhFile.Read(path));
        Assert.Equal($"{path}, line {line}: {message}", error.Message);
    }

    [Fact]
    public void Read_OfAFileThatEndsInTheHierarchy_SaysWhatWasToCome()
    {
        string path = Written(Small[..Small.IndexOf("End Site", StringComparison.Ordinal)]);
        var error = Assert.Throws<InvalidDataException>(() => BvhFile.Read(path));
        Assert.Equal(
            $"{path}, line 10: expected OFFSET, CHANNELS, JOINT, End Site or }} of joint 'Leg', "
            + "found the end of the file.",
            error.Message);
    }

    [Fact]
    public void Read_OfDeepNesting_StopsAtTheLimit()
    {
        string deep = string.Concat(Enumerable.Range(0, 100_000).Select(i => $"JOINT j{i}\n{{\nOFFSET 0 1 0\n"));
        string path = Written("HIERARCHY\nROOT Hips\n{\nOFFSET 0 0 0\n" + deep);
        var error = Assert.Throws<InvalidDataException>(() => BvhFile.Read(path));
        Assert.Equal($"{path}, line 12290: expected at most 4096 joints, found more.", error.Message);
    }

    [Fact]
    public void Positions_OfMoreThanFits_AreRefused()
    {
        // Joints without channels cost the file little and every frame much.
        string joints = string.Concat(Enumerable.Range(0, 4000).Select(i => $"JOINT j{i}\n{{\nOFFSET 0 1 0\n}}\n"));
        string path = Written(
            $"HIERARCHY\nROOT Hips\n{{\nOFFSET 0 0 0\nCHANNELS 1 Xrotation\n{joints}}}\nMOTION\nFrames: 12000\n"
            + "Frame Time: 0.01\n" + string.Concat(Enumerable.Repeat("0\n", 12_000)));
        var error = Assert.Throws<InvalidDataException>(() => BvhFile.Read(path).Positions());
        Assert.Equal(
            $"{path}: expected at most 134217728 coordinates, found 12000 frames of 4001 joints.", error.Message);
    }

    [Fact]
    public void Read_OfOffsetsThatAreZero_AsksForASize()
    {
        string path = Written(Small.Replace("-1", "0"));
        var error = Assert.Throws<InvalidDataException>(() => BvhFile.Read(path));
        Assert.Equal(
            $"{path}: expected offsets that tell the size of the body, found only zeros.", error.Message);
    }

    [Fact]
    public void For_AFileWithOtherJoints_NamesThem()
    {
        string path = Written(Small);
        var tracks = BvhFile.Read(path).Positions();
        var error = Assert.Throws<InvalidDataException>(() => JointMap.BvhToKit.Apply(tracks));
        Assert.Equal(
            $"{path}: expected the joints of map 'BVH to KIT', found no 'Spine', 'Spine1', 'Neck1', 'RightArm', "
            + "'RightForeArm', 'RightHand', 'LeftArm', 'LeftForeArm' and 9 more; the file has Hips, Leg, Leg_end.",
            error.Message);
        Assert.Equal(
            error.Message,
            Assert.Throws<InvalidDataException>(() => JointMap.For(tracks, NeuralOps.Core.MotionLayout.Kit)).Message);
    }

    public void Dispose() => folder.Dispose();

    private static void Close(double[] expected, double[] found) =>
        Assert.InRange(MotionFiles.Distance(expected, found), 0, 1e-12);

    private string Written(string text) => folder.Write("a.bvh", System.Text.Encoding.UTF8.GetBytes(text));
}
