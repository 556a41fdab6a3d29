global using haddr_t = System.UInt64;
global using hbool_t = System.UInt32;
global using herr_t = System.Int32;
global using hid_t = System.Int64;
global using hsize_t = System.UInt64;
global using htri_t = System.Int32;
global using size_t = System.IntPtr;
global using ssize_t = System.IntPtr;
global using time_t = System.UInt64;

namespace HDF.PInvoke;

internal static class Constants
{
    /// <summary>What every import names; <see cref="NativeLibraryLocator"/> says which file that is.</summary>
    public const string DLLFileName = "hdf5";
}
