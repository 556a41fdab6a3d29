using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Property lists.</summary>
public static class H5P
{
    public const hid_t DEFAULT = 0;

    public static hid_t GROUP_CREATE => Class("H5P_CLS_GROUP_CREATE_ID_g");

    public static hid_t DATASET_CREATE => Class("H5P_CLS_DATASET_CREATE_ID_g");

    public static hid_t LINK_CREATE => Class("H5P_CLS_LINK_CREATE_ID_g");

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pcreate", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t create(hid_t cls_id);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Pset_obj_track_times", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_obj_track_times(hid_t ocpl_id, hbool_t track_times);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Pset_char_encoding", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_char_encoding(hid_t plist_id, H5T.cset_t encoding);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pget_layout", CallingConvention = CallingConvention.Cdecl)]
    public static extern H5D.layout_t get_layout(hid_t plist);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pset_chunk", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_chunk(hid_t plist_id, int ndims, hsize_t[] dims);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pget_chunk", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_chunk(hid_t plist, int max_ndims, [In, Out] hsize_t[] dims);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pset_deflate", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_deflate(hid_t plist_id, uint level);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pset_shuffle", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_shuffle(hid_t plist_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pget_nfilters", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_nfilters(hid_t plist);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Pget_filter2", CallingConvention = CallingConvention.Cdecl)]
    public static extern H5Z.filter_t get_filter(
        hid_t plist_id, uint idx, ref uint flags, ref size_t cd_nelmts, uint[]? cd_values, size_t namelen,
        [In, Out] byte[] name, ref uint filter_config);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Pget_external_count", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_external_count(hid_t plist);

    private static hid_t Class(string symbol)
    {
        _ = H5.open(); // the ids have their values from then on
        return Marshal.ReadInt64(NativeLibraryLocator.Address(symbol));
    }
}
