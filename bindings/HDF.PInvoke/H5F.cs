using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Files.</summary>
public static class H5F
{
    public const uint ACC_RDONLY = 0x0000u;
    public const uint ACC_EXCL = 0x0004u;
    public const uint OBJ_ALL = 0x001fu;

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Fcreate", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t create(
        string filename, uint flags, hid_t create_plist = H5P.DEFAULT, hid_t access_plist = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Fopen", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern hid_t open(string filename, uint flags, hid_t plist = H5P.DEFAULT);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Fis_hdf5", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern htri_t is_hdf5(string filename);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Fclose", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t close(hid_t file_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Fget_obj_count", CallingConvention = CallingConvention.Cdecl)]
    public static extern ssize_t get_obj_count(hid_t file_id, uint types);
}
