using System.Runtime.InteropServices;
using HDF.PInvoke;

namespace NeuralOps.Tests;

/// <summary>The calls and structures by themselves, as a user of the official package writes them.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public unsafe void Dataset_WrittenAndReadWithHyperslab_KeepsValues()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("neuralops-hdf5-").FullName, "x.hdf5");
        int[] values = [1, 2, 3, 4, 5, 6];
        long file = H5F.create(path, H5F.ACC_EXCL);
        long space = H5S.create_simple(2, [2, 3], null);
        long dataset = H5D.create(file, "x", H5T.NATIVE_INT32, space);
        int[] part = new int[2];
        fixed (int* from = values, to = part)
        {
            Assert.True(H5D.write(dataset, H5T.NATIVE_INT32, H5S.ALL, H5S.ALL, H5P.DEFAULT, (nint)from) >= 0);
            Assert.True(H5S.select_hyperslab(space, H5S.seloper_t.SET, [0, 2], null, [2, 1], null) >= 0);
            long memory = H5S.create_simple(1, [2], null);
            Assert.True(H5D.read(dataset, H5T.NATIVE_INT32, memory, space, H5P.DEFAULT, (nint)to) >= 0);
            Assert.True(H5I.dec_ref(memory) >= 0);
        }

        H5L.info_t link = default;
        H5O.info_t about = default;
        Assert.True(H5L.get_info(file, "x", ref link) >= 0);
        Assert.True(H5O.get_info(dataset, ref about) >= 0);
        List<string> names = [];
        ulong at = 0;
        _ = H5L.iterate(file, H5.index_t.NAME, H5.iter_order_t.INC, ref at, (_, name, ref _, _) =>
        {
            names.Add(Marshal.PtrToStringUTF8(name)!);
            return 0;
        }, 0);

        Assert.Equal([3, 6], part);
        Assert.Equal((H5L.type_t.HARD, H5O.type_t.DATASET), (link.type, about.type));
        Assert.Equal(link.u.address, about.addr);
        Assert.Equal(["x"], names);
        Assert.Equal(3, H5F.get_obj_count(file, H5F.OBJ_ALL) + 1);
        Assert.True(H5I.dec_ref(space) >= 0 && H5I.dec_ref(dataset) >= 0 && H5F.close(file) >= 0);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }
}
