using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Datatypes.</summary>
public static class H5T
{
    public static readonly IntPtr VARIABLE = new(-1);

    public enum class_t
    {
        NO_CLASS = -1,
        INTEGER = 0,
        FLOAT = 1,
        TIME = 2,
        STRING = 3,
        BITFIELD = 4,
        OPAQUE = 5,
        COMPOUND = 6,
        REFERENCE = 7,
        ENUM = 8,
        VLEN = 9,
        ARRAY = 10,
        NCLASSES,
    }

    public enum order_t
    {
        ERROR = -1,
        LE = 0,
        BE = 1,
        VAX = 2,
        MIXED = 3,
        ONE = 4,
    }

    public enum sign_t
    {
        ERROR = -1,
        NONE = 0,
        SGN_2 = 1,
        NSGN = 2,
    }

    public enum cset_t
    {
        ERROR = -1,
        ASCII = 0,
        UTF8 = 1,
    }

    public enum str_t
    {
        ERROR = -1,
        NULLTERM = 0,
        NULLPAD = 1,
        SPACEPAD = 2,
    }

    public static hid_t C_S1 => Predefined("H5T_C_S1_g");

    public static hid_t NATIVE_INT8 => Predefined("H5T_NATIVE_INT8_g");

    public static hid_t NATIVE_INT16 => Predefined("H5T_NATIVE_INT16_g");

    public static hid_t NATIVE_INT32 => Predefined("H5T_NATIVE_INT32_g");

    public static hid_t NATIVE_INT64 => Predefined("H5T_NATIVE_INT64_g");

    public static hid_t NATIVE_UINT8 => Predefined("H5T_NATIVE_UINT8_g");

    public static hid_t NATIVE_UINT16 => Predefined("H5T_NATIVE_UINT16_g");

    public static hid_t NATIVE_UINT32 => Predefined("H5T_NATIVE_UINT32_g");

    public static hid_t NATIVE_UINT64 => Predefined("H5T_NATIVE_UINT64_g");

    public static hid_t NATIVE_FLOAT => Predefined("H5T_NATIVE_FLOAT_g");

    public static hid_t NATIVE_DOUBLE => Predefined("H5T_NATIVE_DOUBLE_g");

    public static hid_t NATIVE_B8 => Predefined("H5T_NATIVE_B8_g");

    public static hid_t NATIVE_B16 => Predefined("H5T_NATIVE_B16_g");

    public static hid_t NATIVE_B32 => Predefined("H5T_NATIVE_B32_g");

    public static hid_t NATIVE_B64 => Predefined("H5T_NATIVE_B64_g");

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tcreate", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t create(class_t cls, size_t size);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tcopy", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t copy(hid_t type_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tarray_create2", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t array_create(hid_t base_type_id, uint rank, hsize_t[] dims);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tvlen_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t vlen_create(hid_t base_type_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tenum_create", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t enum_create(hid_t dtype_id);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Tenum_insert", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern herr_t enum_insert(hid_t dtype_id, string name, IntPtr value);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Tinsert", CallingConvention = CallingConvention.Cdecl,
        CharSet = CharSet.Ansi)]
    public static extern herr_t insert(hid_t dtype_id, string name, size_t offset, hid_t field_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tset_size", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_size(hid_t dtype_id, size_t size);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tset_fields", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_fields(
        hid_t type_id, size_t spos, size_t epos, size_t esize, size_t mpos, size_t msize);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tset_ebias", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_ebias(hid_t type_id, size_t ebias);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tset_cset", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_cset(hid_t type_id, cset_t cset);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_class", CallingConvention = CallingConvention.Cdecl)]
    public static extern class_t get_class(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_size", CallingConvention = CallingConvention.Cdecl)]
    public static extern size_t get_size(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_precision", CallingConvention = CallingConvention.Cdecl)]
    public static extern size_t get_precision(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_order", CallingConvention = CallingConvention.Cdecl)]
    public static extern order_t get_order(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_sign", CallingConvention = CallingConvention.Cdecl)]
    public static extern sign_t get_sign(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_fields", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t get_fields(
        hid_t type_id, ref size_t spos, ref size_t epos, ref size_t esize, ref size_t mpos, ref size_t msize);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_cset", CallingConvention = CallingConvention.Cdecl)]
    public static extern cset_t get_cset(hid_t type_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_strpad", CallingConvention = CallingConvention.Cdecl)]
    public static extern str_t get_strpad(hid_t type_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_super", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t get_super(hid_t type);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_nmembers", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_nmembers(hid_t dtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_member_name", CallingConvention = CallingConvention.Cdecl)]
    public static extern IntPtr get_member_name(hid_t dtype_id, uint field_idx);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_member_type", CallingConvention = CallingConvention.Cdecl)]
    public static extern hid_t get_member_type(hid_t dtype_id, uint field_no);

    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5Tget_member_value", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t get_member_value(hid_t type_id, uint memb_no, IntPtr value);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_array_ndims", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_array_ndims(hid_t adtype_id);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tget_array_dims2", CallingConvention = CallingConvention.Cdecl)]
    public static extern int get_array_dims(hid_t adtype_id, [In, Out] hsize_t[] dims);

    [DllImport(Constants.DLLFileName, EntryPoint = "H5Tis_variable_str", CallingConvention = CallingConvention.Cdecl)]
    public static extern htri_t is_variable_str(hid_t dtype_id);

    private static hid_t Predefined(string symbol)
    {
        _ = H5.open(); // the ids have their values from then on
        return Marshal.ReadInt64(NativeLibraryLocator.Address(symbol));
    }
}
