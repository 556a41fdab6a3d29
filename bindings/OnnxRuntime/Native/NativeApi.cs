using System.Runtime.InteropServices;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>Calls into the C API's function table. Every argument is pointer-sized or narrower.</summary>
internal static unsafe class NativeApi
{
    /// <summary>The table's version asked for: ONNX Runtime 1.16 is the oldest that serves it.</summary>
    private const uint ApiVersion = 16;

    private static readonly Lazy<nint> Base = new(
        () => ((delegate* unmanaged<nint>)NativeLibrary.GetExport(NativeLibraryLocator.Load(), "OrtGetApiBase"))());

    private static readonly Lazy<nint> Table = new(LoadTable);

    internal static string Version => Marshal.PtrToStringUTF8(((delegate* unmanaged<nint>)((nint*)Base.Value)[1])())!;

    /// <summary>The allocator whose memory names come in; it is never released.</summary>
    internal static nint DefaultAllocator
    {
        get
        {
            nint allocator;
            Check(OrtFunction.GetAllocatorWithDefaultOptions, (nint)(&allocator));
            return allocator;
        }
    }

    internal static void Check(OrtFunction f, nint a) => Check(((delegate* unmanaged<nint, nint>)At(f))(a));

    internal static void Check(OrtFunction f, nint a, nint b) =>
        Check(((delegate* unmanaged<nint, nint, nint>)At(f))(a, b));

    internal static void Check(OrtFunction f, nint a, nint b, nint c) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint>)At(f))(a, b, c));

    internal static void Check(OrtFunction f, nint a, nint b, nint c, nint d) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint>)At(f))(a, b, c, d));

    internal static void Check(OrtFunction f, nint a, nint b, nint c, nint d, nint e) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint>)At(f))(a, b, c, d, e));

    internal static void Check(OrtFunction f, nint a, nint b, nint c, nint d, nint e, nint g, nint h) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint>)At(f))(a, b, c, d, e, g, h));

    internal static void Check(OrtFunction f, nint a, nint b, nint c, nint d, nint e, nint g, nint h, nint i) =>
        Check(((delegate* unmanaged<nint, nint, nint, nint, nint, nint, nint, nint, nint>)At(f))(
            a, b, c, d, e, g, h, i));

    /// <summary>Calls a function that returns nothing, as all releases do.</summary>
    internal static void Call(OrtFunction f, nint a) => ((delegate* unmanaged<nint, void>)At(f))(a);

    /// <summary>Takes over a string of the default allocator.</summary>
    internal static string TakeString(nint text)
    {
        var taken = Marshal.PtrToStringUTF8(text) ?? "";
        Check(OrtFunction.AllocatorFree, DefaultAllocator, text);
        return taken;
    }

    private static nint At(OrtFunction function) => ((nint*)Table.Value)[(int)function];

    private static void Check(nint status)
    {
        if (status == 0)
        {
            return;
        }

        var code = ((delegate* unmanaged<nint, int>)At(OrtFunction.GetErrorCode))(status);
        var message = ((delegate* unmanaged<nint, nint>)At(OrtFunction.GetErrorMessage))(status);
        var exception = new OnnxRuntimeException((ErrorCode)code, Marshal.PtrToStringUTF8(message) ?? "");
        Call(OrtFunction.ReleaseStatus, status);
        throw exception;
    }

    private static nint LoadTable()
    {
        var table = ((delegate* unmanaged<uint, nint>)((nint*)Base.Value)[0])(ApiVersion);
        return table != 0
            ? table
            : throw new DllNotFoundException(
                $"Expected ONNX Runtime 1.{ApiVersion} or newer, found {Version}. Get one with './build.sh setup', "
                + $"or name its folder in {NativeLibraryLocator.FolderVariable}.");
    }
}
