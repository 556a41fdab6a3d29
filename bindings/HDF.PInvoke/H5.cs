using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>The library as a whole.</summary>
public static class H5
{
    public enum index_t
    {
        UNKNOWN = -1,
        NAME,
        CRT_ORDER,
        N,
    }

    public enum iter_order_t
    {
        UNKNOWN = -1,
        INC,
        DEC,
        NATIVE,
        N,
    }

    [DllImport(Constants.DLLFileName, EntryPoint = "H5open", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t open();

    [DllImport(Constants.DLLFileName, EntryPoint = "H5get_libversion", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t get_libversion(ref uint majnum, ref uint minnum, ref uint relnum);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5free_memory", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t free_memory(IntPtr mem);

    public struct ih_info_t
    {
        public hsize_t index_size;
        public hsize_t heap_size;
    }
}
