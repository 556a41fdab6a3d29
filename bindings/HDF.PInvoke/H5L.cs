using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Links.</summary>
public static class H5L
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate herr_t iterate_t(hid_t group, IntPtr name, ref info_t info, IntPtr op_data);

    public enum type_t
    {
        ERROR = -1,
        HARD = 0,
        SOFT = 1,
        EXTERNAL = 64,
        MAX = 255,
    }

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Lexists", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern htri_t exists(hid_t loc_id, string name, hid_t lapl_id = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Lget_info", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern herr_t get_info(
        hid_t loc_id, string name, ref info_t linfo, hid_t lapl_id = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Lget_val", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern herr_t get_val(
        hid_t loc_id, string name, IntPtr buf, size_t size, hid_t lapl_id = H5P.DEFAULT);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Literate", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t iterate(
        hid_t grp_id, H5.index_t idx_type, H5.iter_order_t order, ref hsize_t idx, iterate_t op, IntPtr op_data);

    public struct info_t
    {
        public type_t type;
        public hbool_t corder_valid;
        public long corder;
        public H5T.cset_t cset;
        public u_t u;

        [StructLayout(LayoutKind.Explicit)]
        public struct u_t
        {
            [FieldOffset(0)]
            public haddr_t address;

            [FieldOffset(0)]
            public size_t val_size;
        }
    }
}
