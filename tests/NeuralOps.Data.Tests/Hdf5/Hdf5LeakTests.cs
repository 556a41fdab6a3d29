using HDF.PInvoke;
using NeuralOps.Tests;

namespace NeuralOps.Data.Tests;

public sealed class Hdf5LeakTests
{
    [Fact]
    public void ThousandFiles_KeepMemoryAndHandlesFlat()
    {
        string[] files = [.. Directory.GetFiles(Fixtures.PathOf("hdf5", "files"), "*.hdf5")
            .Where(path => new FileInfo(path).Length < 100_000)];
        Read(files, 1000); // caches of libhdf5 and the heap of .NET are as large as they get
        var before = State();

        Read(files, 1000);

        var after = State();
        Assert.Equal(before.Objects, after.Objects);
        Assert.Equal(before.Files, after.Files);
        Assert.InRange(after.Bytes - before.Bytes, long.MinValue, 16 << 20);
    }

    private static void Read(string[] files, int count)
    {
        for (int i = 0; i < count; i++)
        {
            Hdf5Contents.Of(files[i % files.Length]);
        }
    }

    private static (long Objects, int Files, long Bytes) State()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        const long everyFile = (long)H5F.OBJ_ALL;
        int files = Directory.GetFiles("/proc/self/fd").Length;
        return (H5F.get_obj_count(everyFile, H5F.OBJ_ALL), files, self.WorkingSet64);
    }
}
