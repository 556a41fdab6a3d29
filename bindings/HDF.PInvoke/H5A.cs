using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Attributes.</summary>
public static class H5A
{
    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate herr_t operator_t(hid_t location_id, IntPtr attr_name, ref info_t ainfo, IntPtr op_data);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Acreate2", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t create(
        hid_t loc_id, string attr_name, hid_t type_id, hid_t space_id, hid_t acpl_id = H5P.DEFAULT,
        hid_t aapl_id = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Aopen", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t open(hid_t obj_id, string attr_name, hid_t aapl_id = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Aexists", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern htri_t exists(hid_t obj_id, string attr_name);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Adelete", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern herr_t delete(hid_t loc_id, string attr_name);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Aget_type", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t get_type(hid_t attr_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Aget_space", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t get_space(hid_t attr_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Aread", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t read(hid_t attr_id, hid_t mem_type_id, IntPtr buf);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Awrite", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t write(hid_t attr_id, hid_t mem_type_id, IntPtr buf);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Aiterate2", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t iterate(
        hid_t obj_id, H5.index_t idx_type, H5.iter_order_t order, ref hsize_t n, operator_t op, IntPtr op_data);

    public struct info_t
    {
        public hbool_t corder_valid;
        public uint corder;
        public H5T.cset_t cset;
        public hsize_t data_size;
    }
}
