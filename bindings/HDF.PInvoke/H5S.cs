using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Dataspaces.</summary>
public static class H5S
{
    public const hid_t ALL = 0;
    public const hsize_t UNLIMITED = hsize_t.MaxValue;

    public enum class_t
    {
        NO_CLASS = -1,
        SCALAR = 0,
        SIMPLE = 1,
        NULL = 2,
    }

    public enum seloper_t
    {
        NOOP = -1,
        SET = 0,
    }

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Screate", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t create(class_t type);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Screate_simple", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t create_simple(int rank, hsize_t[] dims, hsize_t[]? maxdims);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Sget_simple_extent_type", CallingConvention = CallingConvention.Cdecl)]
    public static extern class_t get_simple_extent_type(hid_t space_id);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Sget_simple_extent_ndims",
        CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_simple_extent_ndims(hid_t space_id);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Sget_simple_extent_dims", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_simple_extent_dims(
        hid_t space_id, [In, Out] hsize_t[] dims, [In, Out] hsize_t[] maxdims);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Sselect_hyperslab", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t select_hyperslab(
        hid_t space_id, seloper_t op, hsize_t[] start, hsize_t[]? stride, hsize_t[] count, hsize_t[]? block);
}
