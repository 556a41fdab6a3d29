namespace NeuralOps.Data.Tests;

public sealed class MmmErrorTests : IDisposable
{
    private const string Body = """
        <Robot RootNode='root_joint'>
          <RobotNode name='root_joint'><Child name='slide_joint'/></RobotNode>
          <RobotNode name='slide_joint'>
            <Joint type='prismatic'><translationdirection x='0' y='0' z='2'/>
              <limits lo='0' hi='500' units='mm'/></Joint>
            <Child name='turn_joint'/>
          </RobotNode>
          <RobotNode name='turn_joint'>
            <Transform><Matrix4x4 units='mm'>
              <row1 c1='1' c2='0' c3='0' c4='100'/>
              <row2 c1='0' c2='1' c3='0' c4='0'/>
              <row3 c1='0' c2='0' c3='1' c4='0'/>
            </Matrix4x4></Transform>
            <Joint type='revolute'><axis x='1' y='0' z='0'/></Joint>
            <Child name='end_joint'/>
          </RobotNode>
          <RobotNode name='end_joint'>
            <Transform><Matrix4x4 units='mm'>
              <row1 c1='1' c2='0' c3='0' c4='0'/>
              <row2 c1='0' c2='1' c3='0' c4='1000'/>
              <row3 c1='0' c2='0' c3='1' c4='0'/>
            </Matrix4x4></Transform>
          </RobotNode>
        </Robot>
        """;

    private const string Motion = """
        <MMM><Motion name='m'>
          <Model><File>body.xml</File></Model>
          <ModelProcessorConfig type='Winter'><Height>2</Height><Mass>80</Mass></ModelProcessorConfig>
          <JointOrder><Joint name='slide_joint'/><Joint name='turn_joint'/></JointOrder>
          <MotionFrames>
            <MotionFrame>
              <Timestep>0</Timestep><RootPosition>1000 0 0</RootPosition><RootRotation>0 0 0</RootRotation>
              <JointPosition>250 0</JointPosition>
            </MotionFrame>
            <MotionFrame>
              <Timestep>0.01</Timestep><RootPosition>0 0 0</RootPosition>
              <RootRotation>0 0 1.5707963267948966</RootRotation>
              <JointPosition>0 1.5707963267948966</JointPosition>
            </MotionFrame>
          </MotionFrames>
        </Motion></MMM>
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Read_OfASmallFile_SlidesTurnsAndPutsYUp()
    {
        var motion = Read(Motion, Body);
        var tracks = motion.Positions();
        Assert.Equal(100, motion.FramesPerSecond);

        // Z up, in metres: the segment of 0.5 m on a body of 2 m is 1 m long; the joint slides 0.25 m.
        Close([1, 1.25, 0], tracks.Place(0, "slide_joint"));
        Close([1.2, 1.25, 0], tracks.Place(0, "turn_joint"));
        Close([1.2, 1.25, -2], tracks.Place(0, "end_joint"));

        // The root turns x to y of the file, and the limb of 2 m along y turns up.
        Close([0, 1, -0.2], tracks.Place(1, "turn_joint"));
        Close([0, 3, -0.2], tracks.Place(1, "end_joint"));
    }

    [Theory]
    [InlineData("<Joint name='turn_joint'/>", "<Joint name='knee_joint'/>", 4,
        "expected a joint of the body body.xml, found 'knee_joint', which it lacks.")]
    [InlineData("<Joint name='turn_joint'/>", "<Joint name='end_joint'/>", 4,
        "expected a joint of the body body.xml, found 'end_joint', which does not move.")]
    [InlineData("<Joint name='turn_joint'/>", "<Joint name='slide_joint'/>", 4,
        "expected joints with different names, found 'slide_joint' twice.")]
    [InlineData("<JointPosition>250 0<", "<JointPosition>250<", 8,
        "expected 2 joint values in <JointPosition>, found 1.")]
    [InlineData("<JointPosition>250 0<", "<JointPosition>250 NaN<", 8,
        "expected joint values in <JointPosition>, numbers up to 1e9, found 'NaN'.")]
    [InlineData("<RootRotation>0 0 0</RootRotation>", "", 6, "expected <RootRotation> in <MotionFrame>, found none.")]
    [InlineData("<Timestep>0.01<", "<Timestep>0<", 10,
        "expected frames 0 s apart, found frame 1 at 0 s after one at 0 s.")]
    [InlineData("<Height>2<", "<Height>182<", 3, "expected a height from 0.3 to 3 m, found 182 m.")]
    [InlineData("type='Winter'", "type='Summer'", 3, "expected a body of type 'Winter', found 'Summer'.")]
    [InlineData("<Mass>80</Mass>", "<SegmentLength name='LH'>3</SegmentLength>", 3,
        "expected a body of a height and a mass, found <SegmentLength>.")]
    [InlineData("<MMM>", "<MM>", 16,
        "expected XML without a document type: The 'MM' start tag on line 1 position 2 does not match the end tag of "
        + "'MMM'. Line 16, position 12.")]
    public void Read_OfADamagedMotion_NamesTheLine(string part, string damage, int line, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Motion.Replace(part, damage), Body));
        Assert.Equal($"{folder["m.xml"]}, line {line}: {message}", error.Message);
    }

    [Theory]
    [InlineData("<Child name='end_joint'/>", "<Child name='gone'/>",
        ": expected a node 'gone', child of 'turn_joint', found none.")]
    [InlineData("c1='1' c2='0' c3='0' c4='100'", "c1='-1' c2='0' c3='0' c4='100'",
        ", line 9: expected a rotation of node 'turn_joint', found a matrix that is none.")]
    [InlineData("type='revolute'", "type='screw'",
        ", line 14: expected a revolute, prismatic or fixed joint of node 'turn_joint', found 'screw'.")]
    [InlineData("x='1' y='0' z='0'", "x='0' y='0' z='0'",
        ", line 14: expected an axis of node 'turn_joint', found zeros.")]
    [InlineData("<Child name='end_joint'/>", "<Child name='slide_joint'/>",
        ", line 8: expected node 'slide_joint' to be the child of one node, found it reached twice.")]
    [InlineData("c4='1000'", "c4='1e999'",
        ", line 20: expected attribute 'c4' in <row2>, numbers up to 1e9, found '1e999'.")]
    [InlineData("units='mm'>", "units='ft'>", ", line 9: expected the unit mm or m, found 'ft'.")]
    public void Read_OfADamagedBody_NamesTheLine(string part, string damage, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Motion, Body.Replace(part, damage)));
        Assert.Equal(folder["body.xml"] + message, error.Message);
    }

    [Theory]
    [InlineData("<!DOCTYPE MMM [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>\n")]
    [InlineData("<!DOCTYPE MMM [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>\n")]
    [InlineData("<!DOCTYPE MMM SYSTEM 'http://example.org/x.dtd'>\n")]
    public void Read_OfADocumentType_IsRefused(string type)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(type + Motion, Body));
        Assert.StartsWith(
            $"{folder["m.xml"]}: expected XML without a document type: For security reasons DTD is prohibited",
            error.Message);
    }

    [Fact]
    public void Read_OfDeepNesting_IsRefusedWithoutHarm()
    {
        const int Levels = 200_000;
        string deep = string.Concat(Enumerable.Repeat("<a>", Levels).Concat(Enumerable.Repeat("</a>", Levels)));
        var error = Assert.Throws<InvalidDataException>(
            () => Read($"<MMM><Motion><Model><File>{deep}</File></Model></Motion></MMM>", Body));
        Assert.Equal(
            $"{folder["m.xml"]}, line 1: expected elements at most 32 deep, found deeper ones.", error.Message);
    }

    [Theory]
    [InlineData("../body.xml")]
    [InlineData("/etc/body.xml")]
    [InlineData("")]
    public void Read_OfABodyElsewhere_IsRefused(string name)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Motion.Replace("body.xml", name), Body));
        Assert.Equal(
            $"{folder["m.xml"]}: expected the body's file in the same folder, found '{name}'.", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private static void Close(double[] expected, double[] found) =>
        Assert.InRange(MotionFiles.Distance(expected, found), 0, 1e-12);

    private ArticulatedMotion Read(string motion, string body)
    {
        folder.Write("body.xml", System.Text.Encoding.UTF8.GetBytes(body));
        return MmmFile.Read(folder.Write("m.xml", System.Text.Encoding.UTF8.GetBytes(motion)));
    }
}
