namespace NeuralOps.Data.Tests;

public sealed class AcclaimErrorTests : IDisposable
{
    private const string Skeleton = """
        # a leg
        :units
          length 0.45
          angle deg
        :root
          order TX TY TZ RX RY RZ
          axis XYZ
          position 0 0 0
          orientation 0 0 0
        :bonedata
          begin
            id 1
            name thigh
            direction 0 -1 0
            length 2
            axis 0 0 0 XYZ
            dof rz
            limits (-160 20)
          end
          begin
            name foot
            direction 0 0 1
            length 1
            axis 0 0 0 XYZ
          end
        :hierarchy
          begin
            root thigh
            thigh foot
          end
        """;

    private const string Motion = """
        :FULLY-SPECIFIED
        :DEGREES
        1
        root 0 1 0 0 0 0
        thigh 0
        2
        root 0 1 0 0 0 0
        thigh 90
        """;

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Read_OfASmallFile_PutsABonesNameAtItsEnd()
    {
        var tracks = Read(Skeleton, Motion).Positions();
        const double Unit = 0.0254 / 0.45;
        Assert.InRange(MotionFiles.Distance(tracks.Place(0, "thigh"), [0, -Unit, 0]), 0, 1e-12);
        Assert.InRange(MotionFiles.Distance(tracks.Place(1, "thigh"), [2 * Unit, Unit, 0]), 0, 1e-12);
        Assert.InRange(MotionFiles.Distance(tracks.Place(1, "foot"), [2 * Unit, Unit, Unit]), 0, 1e-12);
    }

    [Theory]
    [InlineData("    thigh foot", "    thigh leg", 29, "expected the name of a bone, found 'leg', which is none.")]
    [InlineData("    thigh foot", "    thigh foot\n    root foot", 30,
        "expected bone 'foot' to hang on one bone, found 'thigh' before.")]
    [InlineData("name foot", "name thigh", 21, "expected bones with different names, found 'thigh' twice.")]
    [InlineData("length 2", "length two", 15, "expected the bone's length, a number up to 1e9, found 'two'.")]
    [InlineData("direction 0 -1 0", "direction 0 -1", 14, "expected three numbers of 'direction', found 2.")]
    [InlineData("axis 0 0 0 XYZ\n    dof", "axis 0 0 0 XXZ\n    dof", 16,
        "expected an order of axes as XYZ, found 'XXZ'.")]
    [InlineData("dof rz", "dof rz l", 17,
        "expected different degrees of freedom of tx, ty, tz, rx, ry and rz, found 'l'.")]
    [InlineData("length 0.45", "length 0", 3, "expected a unit of length above 0, found 0.")]
    [InlineData("angle deg", "angle turns", 4, "expected angles in deg or rad, found 'turns'.")]
    [InlineData("name thigh", "names thigh", 19, "expected the name of the bone, found none.")]
    public void ReadSkeleton_OfADamagedFile_NamesTheLine(string part, string damage, int line, string message)
    {
        string path = Written("a.asf", Skeleton.Replace(part, damage));
        var error = Assert.Throws<InvalidDataException>(() => AcclaimFile.ReadSkeleton(path));
        Assert.Equal($"{path}, line {line}: {message}", error.Message);
    }

    [Fact]
    public void ReadSkeleton_OfBonesThatHangOnNothing_NamesOne()
    {
        string path = Written("a.asf", Skeleton.Replace("    thigh foot\n", ""));
        var error = Assert.Throws<InvalidDataException>(() => AcclaimFile.ReadSkeleton(path));
        Assert.Equal(
            $"{path}: expected every bone to hang on the root, found 'foot' that does not.", error.Message);
        path = Written("a.asf", ":units\nlength 0.45\n");
        error = Assert.Throws<InvalidDataException>(() => AcclaimFile.ReadSkeleton(path));
        Assert.Equal($"{path}: expected a section ':root', found none.", error.Message);
    }

    [Theory]
    [InlineData("thigh 90", "shin 90", 8,
        "expected a bone that moves in the skeleton a.asf, found 'shin', which it lacks.")]
    [InlineData("thigh 90", "foot 90", 8,
        "expected a bone that moves in the skeleton a.asf, found 'foot', which has no degree of freedom.")]
    [InlineData("thigh 90", "thigh 90 1", 8, "expected 1 values of bone 'thigh', found 2.")]
    [InlineData("thigh 90", "thigh inf", 8,
        "expected value 0 of bone 'thigh', a number up to 1e9, found 'inf'.")]
    [InlineData("\n2\n", "\n3\n", 6, "expected frame 2, found frame 3.")]
    [InlineData("thigh 0\n", "", 5, "expected all 2 bones that move in frame 1, found 1, without 'thigh'.")]
    [InlineData("thigh 90", "thigh 90\nthigh 90", 9, "expected bone 'thigh' once in frame 2, found it twice.")]
    [InlineData("1\nroot", "root", 3, "expected the number of a frame, found 'root'.")]
    [InlineData(Motion, ":DEGREES", 1, "expected at least 1 frame, found the end of the file.")]
    public void Read_OfADamagedMotion_NamesTheLine(string part, string damage, int line, string message)
    {
        var error = Assert.Throws<InvalidDataException>(() => Read(Skeleton, Motion.Replace(part, damage)));
        Assert.Equal($"{folder["a.amc"]}, line {line}: {message}", error.Message);
    }

    public void Dispose() => folder.Dispose();

    private ArticulatedMotion Read(string skeleton, string motion) =>
        AcclaimFile.Read(Written("a.asf", skeleton), Written("a.amc", motion));

    private string Written(string name, string text) =>
        folder.Write(name, System.Text.Encoding.UTF8.GetBytes(text));
}
