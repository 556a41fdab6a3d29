using System.Text;

namespace NeuralOps.Core.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Write_MakesTheFileAndNothingElse()
    {
        AtomicFile.Write(folder.PathOf("a.txt"), stream => stream.Write("new"u8));

        Assert.Equal("new", File.ReadAllText(folder.PathOf("a.txt")));
        Assert.Equal(["a.txt"], folder.FileNames);
    }

    [Fact]
    public void WriteText_ReplacesTheOldContent()
    {
        string path = folder.Write("a.txt", "a much longer old content"u8);

        AtomicFile.WriteText(path, "größe");

        Assert.Equal("größe", File.ReadAllText(path, Encoding.UTF8));
    }

    [Fact]
    public void Write_OnAFullDisk_KeepsTheOldFileAndRemovesThePartialOne()
    {
        string path = folder.Write("a.txt", "old"u8);

        var error = Assert.Throws<IOException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write(new byte[100_000]);
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, 0);
            full.Write(new byte[1]);
        }));

        Assert.StartsWith("No space left on device", error.Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], folder.FileNames);
    }

    [Fact]
    public void Write_IntoAMissingFolder_NamesIt()
    {
        var error = Assert.Throws<DirectoryNotFoundException>(
            () => AtomicFile.WriteText(folder.PathOf("missing/a.txt"), "new"));

        Assert.Contains(folder.PathOf("missing"), error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();
}
