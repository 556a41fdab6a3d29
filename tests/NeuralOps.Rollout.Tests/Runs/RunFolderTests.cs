namespace NeuralOps.Rollout.Tests;

public sealed class RunFolderTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 3 };

    [Fact]
    public void Open_MakesTheFolderAndWritesTheOptions()
    {
        using var root = new TemporaryFolder();
        var run = RunFolder.Open(root.Path, "k1", Options);
        Assert.Contains("\"epochs\":3", File.ReadAllText(run.Options));
        Assert.True(Directory.Exists(run.Checkpoints));
        Assert.Null(run.LatestCheckpoint);
    }

    [Theory]
    [InlineData(3, "the same")]
    [InlineData(4, "other")]
    public void Open_OfAnExistingRun_IsRefused(int epochs, string kind)
    {
        using var root = new TemporaryFolder();
        var run = RunFolder.Open(root.Path, "k1", Options);
        var error = Assert.Throws<ArgumentException>(
            () => RunFolder.Open(root.Path, "k1", Options with { Epochs = epochs }));
        Assert.Equal(
            $"Expected no run in '{run.Path}', found one with {kind} options. "
            + "Resume it, replace it, or choose another name.",
            error.Message);
    }

    [Fact]
    public void Open_ToResume_KeepsWhatTheRunWrote()
    {
        using var root = new TemporaryFolder();
        var run = RunFolder.Open(root.Path, "k1", Options);
        File.WriteAllText(run.Metrics, "{}");
        RunFolder.Open(root.Path, "k1", Options with { Epochs = 9 }, ExistingRun.Resume);
        Assert.Equal("{}", File.ReadAllText(run.Metrics));
        Assert.Contains("\"epochs\":9", File.ReadAllText(run.Options));
    }

    [Fact]
    public void Open_ToReplace_DeletesOnlyWhatARunWrites()
    {
        using var root = new TemporaryFolder();
        var run = RunFolder.Open(root.Path, "k1", Options);
        string notes = Path.Combine(run.Path, "notes.txt");
        File.WriteAllText(run.Metrics, "{}");
        File.WriteAllText(Path.Combine(run.Checkpoints, "step-1.safetensors"), "");
        File.WriteAllText(notes, "mine");
        RunFolder.Open(root.Path, "k1", Options, ExistingRun.Replace);
        Assert.False(File.Exists(run.Metrics));
        Assert.Empty(Directory.EnumerateFiles(run.Checkpoints));
        Assert.True(File.Exists(notes));
    }

    [Theory]
    [InlineData("../k1")]
    [InlineData("..")]
    [InlineData("a\\b")]
    [InlineData(" ")]
    public void Open_OfANameThatIsNoSegment_IsRefused(string name)
    {
        var error = Assert.Throws<ArgumentException>(() => RunFolder.Open("runs", name, Options));
        Assert.Equal($"Expected a name of one path segment, got '{name}'. (Parameter 'name')", error.Message);
    }
}
