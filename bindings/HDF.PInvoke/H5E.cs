using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>The stack of errors.</summary>
public static class H5E
{
    public const hid_t DEFAULT = 0;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate herr_t auto_t(hid_t estack, IntPtr client_data);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    public delegate herr_t walk_t(uint n, [In] ref error_t err_desc, IntPtr client_data);

    public enum direction_t
    {
        H5E_WALK_UPWARD = 0,
        H5E_WALK_DOWNWARD = 1,
    }

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Eset_auto2", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_auto(hid_t estack_id, auto_t? func, IntPtr client_data);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Ewalk2", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t walk(hid_t estack_id, direction_t direction, walk_t func, IntPtr client_data);

    public struct error_t
    {
        public hid_t cls_id;
        public hid_t maj_num;
        public hid_t min_num;
        public uint line;

        [MarshalAs(UnmanagedType.LPStr)]
        public string func_name;

        [MarshalAs(UnmanagedType.LPStr)]
        public string file_name;

        [MarshalAs(UnmanagedType.LPStr)]
        public string desc;
    }
}
