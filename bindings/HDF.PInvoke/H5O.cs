using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Objects of any kind.</summary>
public static class H5O
{
    public enum type_t
    {
        UNKNOWN = -1,
        GROUP,
        DATASET,
        NAMED_DATATYPE,
        NTYPES,
    }

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Oopen", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t open(hid_t loc_id, string name, hid_t lapl_id = H5P.DEFAULT);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Oget_info", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t get_info(hid_t loc_id, ref info_t oinfo);

    public struct info_t
    {
        public uint fileno;
        public haddr_t addr;
        public type_t type;
        public uint rc;
        public time_t atime;
        public time_t mtime;
        public time_t ctime;
        public time_t btime;
        public hsize_t num_attrs;
        public hdr_info_t hdr;
        public meta_size_t meta_size;
    }

    public struct hdr_info_t
    {
        public uint version;
        public uint nmesgs;
        public uint nchunks;
        public uint flags;
        public space_t space;
        public mesg_t mesg;

        public struct space_t
        {
            public hsize_t total;
            public hsize_t meta;
            public hsize_t mesg;
            public hsize_t free;
        }

        public struct mesg_t
        {
            public ulong present;
            public ulong shared;
        }
    }

    public struct meta_size_t
    {
        public H5.ih_info_t obj;
        public H5.ih_info_t attr;
    }
}
