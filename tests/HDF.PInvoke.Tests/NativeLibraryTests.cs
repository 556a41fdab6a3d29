using System.Reflection;
using HDF.PInvoke;

namespace NeuralOps.Tests;

public sealed class NativeLibraryTests
{
    [Fact]
    public void Library_IsOfTheInterfaceThatTheStructuresAreFor()
    {
        uint major = 0, minor = 0, release = 0;
        Assert.True(H5.get_libversion(ref major, ref minor, ref release) >= 0);
        Assert.Equal((1u, 10u), (major, minor));
    }

    [Fact]
    public void NamedFolderWithoutLibrary_IsOneClearError()
    {
        var load = typeof(H5).Assembly.GetType("HDF.PInvoke.NativeLibraryLocator")!.GetMethod(
            "Load", BindingFlags.NonPublic | BindingFlags.Static, [typeof(string), typeof(string)])!;

        var error = Assert.Throws<TargetInvocationException>(() => load.Invoke(null, ["/nowhere", "/app"]));

        Assert.IsType<DllNotFoundException>(error.InnerException);
        Assert.Equal(
            "Expected the HDF5 library 1.10, found none. Looked for /nowhere/libhdf5_serial.so.103, "
            + "/nowhere/libhdf5.so.103. Get it with './build.sh setup' (Debian: libhdf5-103-1), or name its folder in "
            + "NEURALOPS_HDF5.",
            error.InnerException.Message);
    }
}
