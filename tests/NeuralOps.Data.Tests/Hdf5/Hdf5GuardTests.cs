using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class Hdf5GuardTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void GoodFile_IsOpenedAndRead()
    {
        using var guard = new Hdf5Guard();
        using var file = Hdf5File.Open(Fixtures.PathOf("hdf5", "files", "hdf_v14_test1.hdf5"), guard);
        Assert.Equal([10L, 20], file.Dataset("dset1").Shape);
    }

    [Fact]
    public void RefusalOfTheOtherProcess_IsThatOfThisOne()
    {
        string path = folder.Write("text.hdf5", new byte[600]);
        using var guard = new Hdf5Guard();
        var there = Assert.Throws<InvalidDataException>(() => Hdf5File.Open(path, guard));
        var here = Assert.Throws<InvalidDataException>(() => Hdf5File.Open(path));
        Assert.Equal(here.Message, there.Message);
    }

    [Fact]
    public void FileThatTakesTooLong_IsRefusedAndTheNextOneServed()
    {
        string path = Fixtures.PathOf("hdf5", "files", "test_large_group_latest.hdf5");
        using var guard = new Hdf5Guard { TimeLimit = TimeSpan.FromMilliseconds(1) };

        var error = Assert.Throws<InvalidDataException>(() => guard.Require(path));

        Assert.Equal(
            $"{path}: the HDF5 file is damaged and not opened: reading it took more than 0.001 s.", error.Message);
    }

    [Fact]
    public void FileThatEndsTheOtherProcess_IsRefusedAndTheNextOneServed()
    {
        using var guard = new Hdf5Guard();
        string path = Fixtures.PathOf("hdf5", "ends_process.hdf5");

        var error = Assert.Throws<InvalidDataException>(() => guard.Require(path));

        Assert.Equal(
            $"{path}: the HDF5 file is damaged and not opened: reading it ended the process that tried, with exit code "
            + "139.",
            error.Message);
        guard.Require(Fixtures.PathOf("hdf5", "files", "hdf_v14_test1.hdf5"));
    }
}
