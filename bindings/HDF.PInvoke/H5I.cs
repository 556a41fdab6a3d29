using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Identifiers.</summary>
public static class H5I
{
    public enum type_t
    {
        UNINIT = -2,
        BADID = -1,
        FILE = 1,
        GROUP,
        DATATYPE,
        DATASPACE,
        DATASET,
        ATTR,
    }

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Idec_ref", CallingConvention = CallingConvention.Cdecl)]
    public static extern int dec_ref(hid_t obj_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Iget_type", CallingConvention = CallingConvention.Cdecl)]
    public static extern type_t get_type(hid_t obj_id);
}
