using NeuralOps.Core;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class MotionFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Root => folder["set"];

    [Fact]
    public void Write_ThenRead_GivesTheSameClipsAndStatistics()
    {
        MotionClip[] train =
            [Clip("000001", 3, "a man walks"), Clip("M000001", 3, "a man walks", "someone goes, slowly.")];
        MotionClip[] test = [Clip("000002", 5)];
        Write(train, test);
        var read = MotionFolder.Open(Root);
        Assert.Equal(["train", "test", "all"], read.Splits);
        Assert.Equal(12.5, read.FramesPerSecond);
        Assert.Equal(1, read.MetresPerUnit);
        Assert.Equal(Statistics().Mean, read.Statistics.Mean);
        Assert.Equal(["000001", "M000001", "000002"], read.Ids("all"));
        var clips = read.Read("all").Clips;
        foreach ((var expected, var found) in train.Concat(test).Zip(clips))
        {
            Assert.Equal(expected.Id, found.Id);
            Assert.Equal(expected.Captions, found.Captions);
            Assert.Equal(expected.Features.ToArray(), found.Features.ToArray());
        }

        Assert.Equal(
            ["a man walks#a/X man/X walks/X#0.0#0.0", "someone goes, slowly.#someone/X goes/X slowly/X#0.0#0.0"],
            File.ReadAllLines(Path.Combine(Root, "texts", "M000001.txt")));
        var joints = MotionFeatures.Decode(test[0].Features.Span, MotionLayout.Kit, 12.5);
        Assert.Equal(
            joints.Positions.ToArray().Select(x => (double)(float)x), read.ReadJoints("000002").Positions.ToArray());
        Assert.Equal([Root], Directory.GetFileSystemEntries(folder.Root));
    }

    [Fact]
    public void Write_OverMotions_ReplacesThemAndSparesOthers()
    {
        Write([Clip("old", 3)], []);
        Write([Clip("new", 3)], []);
        Assert.Equal(["new"], MotionFolder.Open(Root).Ids("all"));
        Assert.Equal([Root], Directory.GetFileSystemEntries(folder.Root));
        Directory.CreateDirectory(Path.Combine(Root, "photographs"));
        var error = Assert.Throws<IOException>(() => Write([Clip("newer", 3)], []));
        Assert.Equal(
            $"{Root}: expected no folder, an empty one or one of motions alone, found photographs.", error.Message);
        Assert.Equal(["new"], MotionFolder.Open(Root).Ids("all"));
        Assert.True(Directory.Exists(Path.Combine(Root, "photographs")));
    }

    [Fact]
    public void Read_OfPublishedMillimetres_GivesMetres()
    {
        // The published clip and its statistics.
        Write([Clip("00001", 3)], []);
        File.Copy(Kit("kit_mean.npy"), Path.Combine(Root, "Mean.npy"), overwrite: true);
        File.Copy(Kit("kit_std.npy"), Path.Combine(Root, "Std.npy"), overwrite: true);
        File.Copy(
            Kit("derived_00001_new_joint_vecs_251.npy"),
            Path.Combine(Root, "new_joint_vecs", "00001.npy"),
            overwrite: true);
        File.Copy(
            Kit("derived_00001_new_joints_21x3.npy"), Path.Combine(Root, "new_joints", "00001.npy"), overwrite: true);
        var read = MotionFolder.Open(Root);
        Assert.Equal(0.001, read.MetresPerUnit);
        var clip = Assert.Single(read.Read("train").Clips);
        Assert.Equal(47, clip.Frames);
        int height = MotionLayout.RootHeight.Start;
        Assert.Equal(0.541, clip.Features.Span[height], 0.001);
        Assert.InRange(read.Statistics.Mean[height], 0.4, 0.7);

        // The decoded features are the published joints: the units of both agree.
        var decoded = MotionFeatures.Decode(clip.Features.Span, read.Layout, read.FramesPerSecond).Positions;
        var joints = read.ReadJoints("00001").Positions;
        for (int i = 0; i < joints.Length; i++)
        {
            Assert.Equal(joints[i], decoded[i], 1e-5);
        }
    }

    [Fact]
    public void Read_OfDescribedParts_CutsThemAtTheFrameRate()
    {
        var whole = Clip("00001", 50, "x");
        Write([whole], []);
        File.WriteAllLines(
            Path.Combine(Root, "texts", "00001.txt"),
            [
                "a walk#a/DET walk/NOUN#0.0#0.0", "", "it turns#it/PRON turns/VERB#1.0#2.5",
                "a turn#a/DET turn/NOUN#1.0#2.5", "runs on#runs/VERB on/ADV#3.2#99.0", "gone#gone/VERB#5.0#6.0",
                "too#too/ADV#nan#nan",
            ]);
        var read = MotionFolder.Open(Root).Read("train");
        Assert.Equal(["00001", "00001_part1", "00001_part2"], read.Clips.Select(clip => clip.Id));
        Assert.Equal(["a walk", "too"], read.Clips[0].Captions);
        Assert.Equal(["it turns", "a turn"], read.Clips[1].Captions);
        Assert.Equal(["runs on"], read.Clips[2].Captions);
        Assert.Equal(1, read.EmptyParts);

        // 1 s to 2.5 s at 12.5 frames a second are the frames 12 to 30.
        Assert.Equal(whole.Features[(12 * 251)..(31 * 251)].ToArray(), read.Clips[1].Features.ToArray());
        Assert.Equal(whole.Features[(40 * 251)..].ToArray(), read.Clips[2].Features.ToArray());
    }

    [Fact]
    public void Read_OfAnnotations_TakesTheirTexts()
    {
        Write([Clip("00001", 47), Clip("00002", 47)], []);
        Directory.Delete(Path.Combine(Root, "texts"), recursive: true);
        File.WriteAllText(
            Path.Combine(Root, "annotations.json"),
            """
            {"00001": {"path": "KIT/4/Walking01_poses", "duration": 3.78, "annotations": [
              {"seg_id": "00001_0", "text": "A person walks.", "start": 0.0, "end": 3.78},
              {"seg_id": "00001_1", "text": "It begins.", "start": 0, "end": 1}]}}
            """);
        var read = MotionFolder.Open(Root).Read("train");
        Assert.Equal(["00001", "00001_part1", "00002"], read.Clips.Select(clip => clip.Id));
        Assert.Equal(["A person walks."], read.Clips[0].Captions);
        Assert.Equal(12, read.Clips[1].Frames);
        Assert.Empty(read.Clips[2].Captions);
    }

    [Fact]
    public void Read_OfIdsWithoutFile_CountsThemUnlessAllAre()
    {
        Write([Clip("00001", 3)], []);
        string list = Path.Combine(Root, "train.txt");
        File.WriteAllLines(list, ["00001", "00007", "00009"]);
        var read = MotionFolder.Open(Root).Read("train");
        Assert.Single(read.Clips);
        Assert.Equal(["00007", "00009"], read.Missing);
        File.WriteAllLines(list, ["00007", "00009"]);
        var error = Assert.Throws<InvalidDataException>(() => MotionFolder.Open(Root).Read("train"));
        Assert.Equal(
            $"{list}: expected ids that have vectors in new_joint_vecs, found 2 ids and none that has.", error.Message);
    }

    public void Dispose() => folder.Dispose();

    internal static MotionClip Clip(string id, int frames, params string[] captions)
    {
        var random = new Random(frames);
        float[] features = [.. Enumerable.Range(0, frames * 251).Select(_ => random.NextSingle())];
        return new(id, features, 251, 12.5, captions);
    }

    internal static MotionStatistics Statistics() =>
        new([.. Enumerable.Repeat(0.5f, 251)], [.. Enumerable.Repeat(2f, 251)]);

    private static string Kit(string name) => Fixtures.PathOf("motion", "kit", name);

    private void Write(MotionClip[] train, MotionClip[] test) => MotionFolder.Write(
        Root,
        MotionLayout.Kit,
        12.5,
        test.Length == 0
            ? new Dictionary<string, IReadOnlyList<MotionClip>> { ["train"] = train }
            : new Dictionary<string, IReadOnlyList<MotionClip>> { ["train"] = train, ["test"] = test },
        Statistics());
}
