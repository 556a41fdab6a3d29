using HDF.PInvoke;

namespace NeuralOps.Data;

/// <summary>A step through which chunks pass before they are written.</summary>
/// <param name="Id">Number registered with The HDF Group.</param>
/// <param name="Name">Its name.</param>
internal sealed record Hdf5Filter(int Id, string Name)
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "gzip",
        [2] = "shuffle",
        [3] = "fletcher32",
        [4] = "szip",
        [5] = "nbit",
        [6] = "scaleoffset",
        [305] = "lzo",
        [307] = "bzip2",
        [32000] = "lzf",
        [32001] = "blosc",
        [32004] = "lz4",
        [32008] = "bitshuffle",
        [32013] = "zfp",
        [32015] = "zstd",
        [32026] = "blosc2",
    };

    /// <summary>Whether this libhdf5 has it.</summary>
    public bool IsAvailable => H5Z.filter_avail((H5Z.filter_t)Id) > 0;

    /// <summary>The filters of a dataset, in the order of writing.</summary>
    public static Hdf5Filter[] Of(Hdf5Handle properties, string where)
    {
        int count = Hdf5Library.Check(H5P.get_nfilters(properties.Id), where, "its filters cannot be read");
        var filters = new Hdf5Filter[count];
        for (uint i = 0; i < count; i++)
        {
            uint flags = 0, configuration = 0;
            nint values = 0;
            int id = Hdf5Library.Check(
                (int)H5P.get_filter(properties.Id, i, ref flags, ref values, null, 1, new byte[1], ref configuration),
                where,
                "its filters cannot be read");
            filters[i] = new(id, Names.GetValueOrDefault(id, "unknown"));
        }

        return filters;
    }
}
