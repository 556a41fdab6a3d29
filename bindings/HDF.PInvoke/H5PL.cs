using System.Runtime.InteropServices;

namespace HDF.PInvoke;

/// <summary>Plugins.</summary>
public static class H5PL
{
    [DllImport(
        Constants.DLLFileName, EntryPoint = "H5PLset_loading_state", CallingConvention = CallingConvention.Cdecl)]
    public static extern herr_t set_loading_state(int plugin_flags);
}
