using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>References.</summary>
public static class H5R
{
    public enum type_t
    {
        BADTYPE = -1,
        OBJECT,
        DATASET_REGION,
        MAXTYPE,
    }

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Rget_name", CallingConvention = CallingConvention.Cdecl)]
    public static extern ssize_t get_name(
        hid_t loc_id, type_t ref_type, IntPtr rf, [In, Out] byte[]? name, size_t size);
}
