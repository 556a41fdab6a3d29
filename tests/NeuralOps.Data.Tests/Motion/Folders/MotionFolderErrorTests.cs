using NeuralOps.Core;

namespace NeuralOps.Data.Tests;

public sealed class MotionFolderErrorTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public MotionFolderErrorTests() => MotionFolder.Write(
        Root,
        MotionLayout.Kit,
        12.5,
        new Dictionary<string, IReadOnlyList<MotionClip>>
        {
            ["train"] = [MotionFolderTests.Clip("00001", 4, "a walk")],
        },
        MotionFolderTests.Statistics());

    private string Root => folder["set"];

    private string Vectors => Path.Combine(Root, "new_joint_vecs", "00001.npy");

    [Fact]
    public void Open_WithoutVectors_SaysWhatAFolderHas()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(() => MotionFolder.Open(folder.Root));
        Assert.Equal($"{folder.Root}: expected a folder of motions with new_joint_vecs, found none.", error.Message);
    }

    [Theory]
    [InlineData("Mean.npy", "means")]
    [InlineData("Std.npy", "standard deviations")]
    public void Open_WithoutStatistics_NamesTheFile(string name, string what)
    {
        File.Delete(Path.Combine(Root, name));
        var error = Assert.Throws<FileNotFoundException>(() => MotionFolder.Open(Root));
        Assert.Equal(
            $"{Path.Combine(Root, name)}: expected the {what} of the motion features, found no file.", error.Message);
    }

    [Fact]
    public void Open_WithStatisticsOfNoLayout_NamesTheLayouts()
    {
        new MotionStatistics(new float[250], new float[250]).Write(Root);
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root));
        Assert.Equal(
            $"{Path.Combine(Root, "Mean.npy")}: expected 251 (KIT, 21 joints) or 263 (HumanML3D, 22 joints) channels, "
            + "found 250.",
            error.Message);
    }

    [Fact]
    public void Read_OfVectorsOfAnotherWidth_NamesFileAndWidths()
    {
        NpyFile.Write(Vectors, NpyArray.Create(new float[2 * 263], 2, 263));
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal(
            $"{Vectors}: expected shape [T, 251] as Mean.npy says (KIT, 21 joints), found (2, 263).", error.Message);
    }

    [Fact]
    public void Read_OfNaN_NamesFrameAndFeature()
    {
        float[] features = new float[3 * 251];
        features[(2 * 251) + 7] = float.NaN;
        NpyFile.Write(Vectors, NpyArray.Create(features, 3, 251));
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal($"{Vectors}: expected finite features, found NaN in frame 2, feature 7.", error.Message);
    }

    [Theory]
    [InlineData("a walk#a/DET walk/NOUN#0.0",
        "expected caption#tokens#start#end, found 3 parts in 'a walk#a/DET walk/NOUN#0.0'.")]
    [InlineData("a walk#a walk#0.0#0.0", "expected tokens as walk/VERB, found 'a'.")]
    [InlineData("a walk#a/DET#zero#0.0", "expected the start in seconds, from 0, found 'zero'.")]
    [InlineData("a walk#a/DET#0.0#-1", "expected the end in seconds, from 0, found '-1'.")]
    [InlineData(" #a/DET#0.0#0.0", "expected a caption, found none in ' #a/DET#0.0#0.0'.")]
    [InlineData("a walk#a/DET#0,5#1,5", "expected the start in seconds, from 0, found '0,5'.")]
    [InlineData("a walk#a/DET#3.0#2.0", "expected an end after the start, found 3 s to 2 s.")]
    public void Read_OfABadCaption_NamesTheLine(string line, string message)
    {
        string path = Path.Combine(Root, "texts", "00001.txt");
        File.WriteAllLines(path, ["a walk#a/DET walk/NOUN#0.0#0.0", line]);
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal($"{path}, line 2: {message}", error.Message);
    }

    [Fact]
    public void Read_OfOtherBytesThanUtf8_NamesTheFile()
    {
        string path = Path.Combine(Root, "texts", "00001.txt");
        File.WriteAllBytes(path, [.. "a walk#a/DET#0.0#0.0\na fa"u8, 0xE7, .. "ade#a/DET#0.0#0.0\n"u8]);
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal($"{path}: expected text in UTF-8, found other bytes.", error.Message);
    }

    [Theory]
    [InlineData("../00001")]
    [InlineData("/etc/passwd")]
    [InlineData("00001")]
    public void Ids_ThatLeaveTheFolderOrRepeat_AreRefused(string id)
    {
        string list = Path.Combine(Root, "train.txt");
        File.WriteAllLines(list, ["00001", id]);
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal($"{list}, line 2: expected the name of a clip, once, found '{id}'.", error.Message);
    }

    [Fact]
    public void Ids_OfASplitThatIsNot_NamesThoseThatAre()
    {
        var error = Assert.Throws<FileNotFoundException>(() => MotionFolder.Open(Root).Ids("test"));
        Assert.Equal(
            $"{Path.Combine(Root, "test.txt")}: expected the ids of split 'test', found no file; there is train, all.",
            error.Message);
    }

    [Theory]
    [InlineData("[]", ": expected an object of motions by their ids, found a list.")]
    [InlineData("{\"a\": 1}", ", motion 'a': expected an object, found a number.")]
    [InlineData("{\"a\": {\"path\": \"x\"}}", ", motion 'a': expected the field 'duration', found none.")]
    [InlineData("{\"a\": {\"path\": \"x\", \"duration\": \"1\"}}",
        ", motion 'a': expected a number 'duration', found a text.")]
    [InlineData("{\"a\": {\"path\": \"x\", \"duration\": 1, \"annotations\": [{\"seg_id\": \"a_0\", \"text\": null}]}}",
        ", motion 'a', annotation 0: expected a text 'text', found null.")]
    [InlineData("{\"a\": {\"path\": \"\\ud800\"}}",
        ": expected JSON, found an error: Cannot read incomplete UTF-16 JSON text as string with missing low surrogate.")]
    [InlineData(
        "{\"a\": {\"path\": \"x\", \"duration\": 1, \"annotations\": "
        + "[{\"seg_id\": \"a_0\", \"text\": \"\", \"start\": 0, \"end\": 1}]}}",
        ", motion 'a', annotation 0: expected a text, found none.")]
    [InlineData(
        "{\"a\": {\"path\": \"x\", \"duration\": 1, \"annotations\": "
        + "[{\"seg_id\": \"a_0\", \"text\": \"t\", \"start\": 1, \"end\": 1}]}}",
        ", motion 'a', annotation 0: expected an end after the start, found 1 s to 1 s.")]
    public void ReadFile_OfBadAnnotations_NamesTheMotion(string json, string message)
    {
        string path = folder.Write("annotations.json", System.Text.Encoding.UTF8.GetBytes(json));
        var error = Assert.Throws<InvalidDataException>(() => MotionAnnotation.ReadFile(path));
        Assert.Equal(path + message, error.Message);
    }

    [Fact]
    public void Write_OfWhatTheFormCannotKeep_IsRefusedAndLeavesNothing()
    {
        var clip = MotionFolderTests.Clip("a", 3);
        Assert.Equal(
            "Expected 12.5 frames per second, which readers take of KIT, 21 joints, got 20. "
            + "(Parameter 'framesPerSecond')",
            Refusal(20, "train", clip));
        Assert.Equal(
            "Expected the splits train, val and test, got 'all'. (Parameter 'splits')",
            Refusal(12.5, "all", clip));
        Assert.Equal(
            "clip '../a': expected an id that is the name of a file and of no other clip. (Parameter 'splits')",
            Refusal(12.5, "train", MotionFolderTests.Clip("../a", 3)));
        Assert.Equal(
            "clip 'a': expected an id that is the name of a file and of no other clip. (Parameter 'splits')",
            Refusal(12.5, "train", clip, clip));
        Assert.Equal(
            "clip 'b': expected 251 features at 12.5 frames per second, got 263 at 12.5. (Parameter 'splits')",
            Refusal(12.5, "train", new MotionClip("b", new float[263], 263, 12.5, [])));
        Assert.Equal(
            "Expected a caption of one line without '#', got 'one # two'. (Parameter 'text')",
            Refusal(12.5, "train", MotionFolderTests.Clip("c", 3, "one # two")));
        Assert.Equal([Root], Directory.GetFileSystemEntries(folder.Root));
    }

    public void Dispose() => folder.Dispose();

    private string Refusal(double rate, string split, params MotionClip[] clips) => Assert.Throws<ArgumentException>(
        () => MotionFolder.Write(
            folder["new"],
            MotionLayout.Kit,
            rate,
            new Dictionary<string, IReadOnlyList<MotionClip>> { [split] = clips },
            MotionFolderTests.Statistics())).Message;
}
