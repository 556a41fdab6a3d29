using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Groups.</summary>
public static class H5G
{
    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Gcreate2", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t create(
        hid_t loc_id, string name, hid_t lcpl_id = H5P.DEFAULT, hid_t gcpl_id = H5P.DEFAULT,
        hid_t gapl_id = H5P.DEFAULT);
}
