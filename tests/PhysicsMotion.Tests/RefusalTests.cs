using NeuralOps.Data;

namespace PhysicsMotion.Tests;

[Collection(SmallWorld.Name)]
public sealed class RefusalTests(SmallWorld world)
{
    [Fact]
    public void WrongFeatureWidth_IsRefusedWithBothWidths()
    {
        string folder = Copy("narrow");
        string id = MotionFolder.Open(folder).Ids("train")[0];
        string path = Path.Combine(folder, "new_joint_vecs", id + ".npy");
        NpyFile.Write(path, NpyArray.Create(new float[30 * 250], 30, 250));
        Assert.Equal(
            $"PhysicsMotion: {path}: expected shape [T, 251] as Mean.npy says (KIT, 21 joints), found (30, 250).",
            MotionToolRun.Refused(Train(folder)));
    }

    [Theory]
    [InlineData("Mean.npy", "means")]
    [InlineData("Std.npy", "standard deviations")]
    public void MissingStatistics_AreNamed(string name, string what)
    {
        string folder = Copy("without-" + name);
        File.Delete(Path.Combine(folder, name));
        Assert.Equal(
            $"PhysicsMotion: {Path.Combine(folder, name)}: expected the {what} of the motion features, found no file.",
            MotionToolRun.Refused(Train(folder)));
    }

    [Fact]
    public void RecordingWithUnknownJoints_IsRefusedWithBothNames()
    {
        string path = world.PathOf("robot.bvh");
        File.WriteAllText(path, Bvh("1 2 3"));
        Assert.Equal(
            $"PhysicsMotion: {path}: expected the joints of map 'BVH to KIT', found no 'Hips', 'Spine', 'Spine1', "
            + "'Neck1', 'RightArm', 'RightForeArm', 'RightHand', 'LeftArm' and 10 more; the file has Wheel, Wheel_end.",
            MotionToolRun.Refused("animate", path, "--output", world.PathOf("robot.html")));
        Assert.False(File.Exists(world.PathOf("robot.html")));
    }

    [Fact]
    public void RaggedFrames_AreRefusedByTheirLine()
    {
        string path = world.PathOf("ragged.bvh");
        File.WriteAllText(path, Bvh("1 2 3\n1 2"));
        Assert.Equal(
            $"PhysicsMotion: {path}, line 15: expected 3 channel values of frame 1, found 2.",
            MotionToolRun.Refused("animate", path));
    }

    [Fact]
    public void RaggedVectors_AreRefusedWithTheirShape()
    {
        string folder = Copy("flat");
        string id = MotionFolder.Open(folder).Ids("train")[0];
        string path = Path.Combine(folder, "new_joint_vecs", id + ".npy");
        NpyFile.Write(path, NpyArray.Create(new float[(3 * 251) + 7], (3 * 251) + 7));
        Assert.Equal(
            $"PhysicsMotion: {path}: expected shape [T, 251] as Mean.npy says (KIT, 21 joints), found (760,).",
            MotionToolRun.Refused(Train(folder)));
    }

    [Fact]
    public void VectorsThatAreNoNumbers_AreRefusedByTheirPlace()
    {
        string folder = Copy("nan");
        string id = MotionFolder.Open(folder).Ids("train")[0];
        string path = Path.Combine(folder, "new_joint_vecs", id + ".npy");
        float[] values = new float[30 * 251];
        values[(2 * 251) + 5] = float.NaN;
        NpyFile.Write(path, NpyArray.Create(values, 30, 251));
        Assert.Equal(
            $"PhysicsMotion: {path}: expected finite features, found NaN in frame 2, feature 5.",
            MotionToolRun.Refused(Train(folder)));
    }

    [Fact]
    public void TextWithoutAKnownWord_IsRefusedWithNearOnes()
    {
        string message = MotionToolRun.Refused(
            "generate-motion", "persn wlaks", "--checkpoint", world.Text, "--output", world.PathOf("unknown.npz"));
        Assert.Matches(
            @"^PhysicsMotion: Expected at least one of the vocabulary's \d+ words in 'persn wlaks', found none; "
            + "near words: 'person' for 'persn', 'walks' for 'wlaks'\\.", message);
        Assert.False(File.Exists(world.PathOf("unknown.npz")));
    }

    [Fact]
    public void FolderOfAnotherLayout_IsRefused()
    {
        string other = world.PathOf("humanml3d");
        MotionToolRun.Done("generate", "--output", other, "--count", "12", "--layout", "humanml3d");
        Assert.Equal(
            $"PhysicsMotion: {other}: expected vectors of 251 channels, as the model's, found 263.",
            MotionToolRun.Refused("evaluate", "--checkpoint", world.Masked, "--data-dir", other));
    }

    [Fact]
    public void ModelOfSpans_CannotGoOnByItself() => Assert.Equal(
        "PhysicsMotion: Expected a model trained with --task next_frame, which alone can go on by itself, got one of "
        + "masked_spans.",
        MotionToolRun.Refused("stream", "--checkpoint", world.Masked, "--data-dir", world.Data));

    [Fact]
    public void StateThatLooksAhead_DoesNotSayNextFrames() => Assert.Equal(
        "PhysicsMotion: Expected --physics causal or none with --task next_frame, because the others look ahead, got "
        + "reference.",
        MotionToolRun.Refused(world.Physics("ahead", "--task", "next_frame", "--physics", "reference")));

    [Fact]
    public void BadValue_IsRefusedByItsFlag()
    {
        Assert.Equal(
            "PhysicsMotion: --batch-size:1:1: expected a whole number for 'batch_size', found 'four'",
            MotionToolRun.Refused(world.Physics("bad", "--batch-size", "four")));
        Assert.Equal(
            "PhysicsMotion: --lr:1:1: bad value of 'lr': Lr ('-1') must be a non-negative and non-zero value.",
            MotionToolRun.Refused(world.Physics("bad", "--lr", "-1")));
        Assert.False(Directory.Exists(world.PathOf("bad")));
    }

    [Fact]
    public void ModelOfAnotherKind_IsRefused()
    {
        string weights = Path.Combine(world.Masked, MotionFiles.WeightsName);
        Assert.Equal(
            $"PhysicsMotion: {weights}: expected the header of a model of motion from text with 'text_to_motion', "
            + "found context, physics_motion, run.",
            MotionToolRun.Refused(
                "generate-motion", "walk", "--checkpoint", world.Masked, "--output", world.PathOf("x.npz")));
    }

    [Fact]
    public void FullFolder_IsNotReplacedUnasked() => Assert.Equal(
        $"PhysicsMotion: Expected no folder '{world.Data}', or an empty one, found a full one. Replace it with "
        + "--force, or choose another name.",
        MotionToolRun.Refused("generate", "--output", world.Data));

    [Fact]
    public void RunInTheWay_IsNotReplacedUnasked() => Assert.Equal(
        $"PhysicsMotion: Expected no run in '{world.Masked}', found one with other options. Resume it, replace it, or "
        + "choose another name.",
        MotionToolRun.Refused(world.Physics("masked", "--task", "next_frame")));

    [Theory]
    [InlineData("masked", true)]
    [InlineData("fresh", false)]
    public void CheckpointOfOtherOptions_IsRefusedAndLeavesTheRunAsItWas(string folder, bool isRun)
    {
        string checkpoint = Path.Combine(world.Masked, "checkpoints", "epoch-2.safetensors");
        string options = world.PathOf(folder, "options.json");
        string? before = isRun ? File.ReadAllText(options) : null;
        Assert.Equal(
            $"PhysicsMotion: {checkpoint}: not a checkpoint of this run: 'trainer.optimizer.weight_decay' expected "
            + "0.5, found 0.01; 'run.weight_decay' expected 0.5, found 0.01.",
            MotionToolRun.Refused(world.Physics(
                folder, "--task", "masked_spans", "--resume-from", checkpoint, "--set", "weight_decay=0.5")));
        Assert.Equal(before, File.Exists(options) ? File.ReadAllText(options) : null);
    }

    [Fact]
    public void ExportOfAnotherModel_IsNotStreamed()
    {
        string folder = world.PathOf("onnx-other");
        MotionToolRun.Done("export", "--checkpoint", world.Text, "--output-dir", folder);
        string stem = Path.Combine(folder, "text-to-motion");
        Assert.Equal(
            $"PhysicsMotion: {stem}: expected an export of PhysicsMotionModel with 251 channels, found TextToMotionSsm "
            + "with 251.",
            MotionToolRun.Refused(
                "stream", "--checkpoint", world.Next, "--data-dir", world.Data, "--onnx", stem, "--output",
                world.PathOf("other.html")));
        Assert.False(File.Exists(world.PathOf("other.html")));
    }

    [Theory]
    [InlineData("1000", "40", "12500")]
    [InlineData("0.01", "40", "0")]
    public void LengthBeyondTheModel_IsRefused(string seconds, string most, string found) => Assert.Equal(
        $"PhysicsMotion: Expected --seconds of 1 to {most} frames at 12.5 Hz, got {found}.",
        MotionToolRun.Refused(
            "generate-motion", "a person walks", "--checkpoint", world.Text, "--seconds", seconds, "--output",
            world.PathOf("long.npz")));

    [Fact]
    public void TextBeyondTheTokens_IsRefused() => Assert.Equal(
        "PhysicsMotion: Expected a text of at most 62 words, got 63.",
        MotionToolRun.Refused(
            "generate-motion", string.Join(' ', Enumerable.Repeat("walks", 63)), "--checkpoint", world.Text, "--output",
            world.PathOf("words.npz")));

    [Fact]
    public void StreamWithoutEnd_IsRefused() => Assert.Equal(
        "PhysicsMotion: Expected --seconds of 1 to 100000 frames at 12.5 Hz, got 12500000000000.",
        MotionToolRun.Refused(
            "stream", "--checkpoint", world.Next, "--data-dir", world.Data, "--seconds", "1e12"));

    [Fact]
    public void OptionsThatWouldBeIgnored_AreRefused()
    {
        string recording = NeuralOps.Tests.Fixtures.PathOf("motion", "formats", "11_01.amc");
        Assert.Equal(
            "PhysicsMotion: Expected no --checkpoint and --seconds with --retrieval, which takes a clip as it is.",
            MotionToolRun.Refused(
                "generate-motion", "walk", "--retrieval", "--data-dir", world.Data, "--seconds", "2"));
        Assert.Equal(
            $"PhysicsMotion: Expected no --layout with --beside {world.Data}, whose layout is taken, got one.",
            MotionToolRun.Refused(
                "prepare", recording, "--beside", world.Data, "--layout", "humanml3d", "--output",
                world.PathOf("beside")));
        Assert.Equal(
            "PhysicsMotion: Expected --clip-seconds of 16 to 100000 frames at 12.5 Hz, got 0.",
            MotionToolRun.Refused(
                "prepare", recording, "--clip-seconds", "0.01", "--output", world.PathOf("pieces")));
        Assert.Equal(
            "PhysicsMotion: Expected --count of at least 1, got 0.",
            MotionToolRun.Refused("animate", "--data-dir", world.Data, "--count", "0"));
        Assert.False(Path.Exists(world.PathOf("beside")) || Path.Exists(world.PathOf("pieces")));
    }

    [Theory]
    [InlineData("generate")]
    [InlineData("prepare")]
    [InlineData("train-motion-ssm")]
    [InlineData("train-physics-ssm")]
    [InlineData("evaluate")]
    [InlineData("ablate")]
    [InlineData("animate")]
    [InlineData("generate-motion")]
    [InlineData("stream")]
    [InlineData("export")]
    [InlineData("demo")]
    public void Help_EndsWithExamples(string command)
    {
        MotionToolRun help = MotionToolRun.Done(command, "--help");
        Assert.Contains(
            $"Examples:{Environment.NewLine}  PhysicsMotion {command}", help.Output, StringComparison.Ordinal);
    }

    private static string Bvh(string rows) =>
        "HIERARCHY\nROOT Wheel\n{\nOFFSET 0 0 0\nCHANNELS 3 Xposition Yposition Zposition\n"
        + "End Site\n{\nOFFSET 0 1 0\n}\n}\nMOTION\n"
        + $"Frames: {rows.Split('\n').Length}\nFrame Time: 0.05\n{rows}\n";

    private string[] Train(string data) =>
        [.. world.Physics("refused").Select(argument => argument == world.Data ? data : argument)];

    private string Copy(string name)
    {
        string folder = world.PathOf(name);
        foreach (string file in Directory.EnumerateFiles(world.Data, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(folder, Path.GetRelativePath(world.Data, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return folder;
    }
}
